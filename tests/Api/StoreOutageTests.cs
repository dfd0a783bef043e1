using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests;

public sealed class StoreOutageTests(ApiHost host) : IClassFixture<ApiHost>
{
    public static TheoryData<string, string, string?> Requests => new()
    {
        { "POST", "events", """{"specversion":"1.0","id":"9","source":"/s","type":"app.opened","subject":"away"}""" },
        { "POST", "events", """[{"specversion":"1.0","id":"9","source":"/s","type":"app.opened","subject":"away"}]""" },
        { "PUT", "customers/away", "{}" },
        { "PUT", "policies/p1", """{"customer_id":"away"}""" },
        { "GET", "customers/away", null },
        { "GET", "customers?phone=0912345678", null },
        { "GET", "policies/p1", null },
        { "GET", "customers/away/timeline", null },
        { "GET", "customers/away/pressure", null },
        { "GET", "customers/away/erasure", null },
        { "GET", "journeys", null },
        { "GET", "journeys/hello", null },
        { "PUT", "journeys/hello",
            """{"id":"hello","name":"Hello","category":"service","entry":{"api":true},"steps":[{"id":"end","end":"done"}]}""" },
        { "POST", "journeys/hello/publish", null },
        { "POST", "journeys/hello/pause", null },
        { "POST", "journeys/hello/resume", null },
        { "POST", "journeys/hello/retire", null },
        { "POST", "journeys/hello/ramp", """{"share":5}""" },
        { "POST", "journeys/hello/migrate", "{}" },
        { "GET", "contact-policy", null },
        { "PUT", "contact-policy", """{"timeZone":"UTC","caps":[]}""" },
        { "GET", "catalog", null },
        { "PUT", "catalog", """{"customer":{},"policy":{}}""" },
        { "GET", "health", null },
        { "GET", "messages?state=unknown", null },
        { "GET", "hold", null },
        { "GET", "releases", null },
        { "GET", "releases/000000", null },
        { "GET", "releases/files/0000000000000000000000000000000000000000000000000000000000000000", null },
        { "POST", "releases", """{"files":[{"path":"journeys/a.json","hash":"0000000000000000000000000000000000000000000000000000000000000000"}]}""" },
        { "POST", "releases/missing", """{"files":[{"path":"journeys/a.json","hash":"0000000000000000000000000000000000000000000000000000000000000000"}]}""" },
        { "POST", "releases/plan", """{"files":[{"path":"journeys/a.json","hash":"0000000000000000000000000000000000000000000000000000000000000000"}]}""" },
        { "POST", "releases/000000/deploy", "{}" },
        { "PUT", "hold", null },
        { "DELETE", "hold", null },
        { "POST", "messages/m1/settle", """{"outcome":"sent","because":"x"}""" },
        { "GET", "m/57j57qpfsjdt0vdm", null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AnyRoute_StoreUnavailable_Is503WithRetryAfter(string method, string path, string? body)
    {
        var before = await host.ContentAsync();
        host.Rows.IsUnavailable = true;
        try
        {
            var answer = await host.SendAsync(new HttpMethod(method), $"/api/{path}", body);
            Assert.True(answer.Status == 503, $"{answer.Status} {answer.Text}");
            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        finally
        {
            host.Rows.IsUnavailable = false;
        }

        Assert.Equal(before, await host.ContentAsync());
    }
}
