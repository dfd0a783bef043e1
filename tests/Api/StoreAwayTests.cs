using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests;

public sealed class StoreAwayTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("POST", "events", """{"specversion":"1.0","id":"9","source":"/s","type":"app.opened","subject":"away"}""")]
    [InlineData("POST", "events", """[{"specversion":"1.0","id":"9","source":"/s","type":"app.opened","subject":"away"}]""")]
    [InlineData("PUT", "customers/away", "{}")]
    [InlineData("PUT", "policies/p1", """{"customer_id":"away"}""")]
    [InlineData("GET", "customers/away", null)]
    [InlineData("GET", "customers/away/timeline", null)]
    [InlineData("GET", "journeys", null)]
    [InlineData("GET", "journeys/hello", null)]
    [InlineData("PUT", "journeys/hello", """{"id":"hello","name":"Hello","category":"service","entry":{"api":true},"steps":[{"id":"end","end":"done"}]}""")]
    [InlineData("POST", "journeys/hello/publish", null)]
    [InlineData("POST", "journeys/hello/pause", null)]
    [InlineData("POST", "journeys/hello/resume", null)]
    [InlineData("POST", "journeys/hello/retire", null)]
    [InlineData("GET", "contact-policy", null)]
    [InlineData("PUT", "contact-policy", """{"timeZone":"UTC","caps":[]}""")]
    [InlineData("GET", "catalog", null)]
    [InlineData("PUT", "catalog", """{"customer":{},"policy":{}}""")]
    [InlineData("GET", "health", null)]
    public async Task A_store_that_is_away_is_a_503_that_says_when_to_come_back(string method, string path, string? body)
    {
        var before = await host.ContentAsync();
        host.Rows.Away = true;
        try
        {
            var answer = await host.SendAsync(new HttpMethod(method), $"/api/{path}", body);
            Assert.True(answer.Status == 503, $"{answer.Status} {answer.Text}");
            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        finally
        {
            host.Rows.Away = false;
        }

        Assert.Equal(before, await host.ContentAsync());
    }
}
