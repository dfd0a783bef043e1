using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Access;

public sealed class AccessTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("GET", "journeys")]
    [InlineData("POST", "events")]
    [InlineData("OPTIONS", "events")]
    [InlineData("GET", "customers/anna")]
    [InlineData("GET", "customers/anna/timeline")]
    [InlineData("GET", "customers/anna/pressure")]
    [InlineData("GET", "customers/anna/erasure")]
    [InlineData("PUT", "customers/anna")]
    [InlineData("PUT", "policies/p1")]
    [InlineData("GET", "journeys/hello")]
    [InlineData("PUT", "journeys/hello")]
    [InlineData("POST", "journeys/validate")]
    [InlineData("POST", "journeys/hello/publish")]
    [InlineData("POST", "journeys/hello/pause")]
    [InlineData("POST", "journeys/hello/resume")]
    [InlineData("POST", "journeys/hello/retire")]
    [InlineData("POST", "journeys/hello/enrollments")]
    [InlineData("GET", "journeys/hello/stats")]
    [InlineData("GET", "contact-policy")]
    [InlineData("PUT", "contact-policy")]
    [InlineData("GET", "catalog")]
    [InlineData("PUT", "catalog")]
    [InlineData("GET", "openapi.json")]
    public async Task AnyRoute_WithoutKey_Is401(string method, string path)
    {
        foreach (var key in (string?[])[null, "wrong"])
        {
            using var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/{path}");
            if (key is not null)
                request.Headers.Add("x-functions-key", key);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(401, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task AnyRoute_KeyInQuery_IsAllowed()
    {
        using var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        using var response =
            await client.GetAsync(new Uri($"/api/journeys?code={Uri.EscapeDataString(ApiHost.Key)}", UriKind.Relative),
                TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("health", 200)]
    [InlineData("unsubscribe/nonsense", 404)]
    [InlineData("c/nonsense", 404)]
    public async Task HealthAndLinks_WithoutKey_AreAllowed(string path, int status)
    {
        using var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        using var response = await client.GetAsync(new Uri($"/api/{path}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
    }
}
