using Campaigns.Api.Access;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Runtime.Keys;

namespace Campaigns.Api.Tests.Access;

/// <summary>A key opens the routes of its scopes and no other.</summary>
public sealed class ScopeTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly string[] Open =
        ["GET /health", "GET /c/{token}", "GET /m/{code}", "GET /unsubscribe/{token}", "POST /unsubscribe/{token}"];

    private static readonly ApiScopes[] Scopes =
        [ApiScopes.Reader, ApiScopes.Sender, ApiScopes.Author, ApiScopes.Approver, ApiScopes.Operator];

    [Fact]
    public void EveryRoute_IsOpenOrHasItsScopes() => Assert.Equal(
        host.Routes.Where(route => route.Method != "HEAD").Select(route => $"{route.Method} {route.Path["/api".Length..]}").Order(StringComparer.Ordinal),
        RouteScopes.All.Select(row => $"{row.Method} {row.Path}").Concat(Open).Order(StringComparer.Ordinal));

    [Fact]
    public void Head_NeedsTheScopesOfGet() => Assert.All(
        RouteScopes.All.Where(row => row.Method == "GET"),
        row => Assert.Equal((row.AnyOf, row.Path), (RouteScopes.Of("HEAD", row.Path), RouteScopes.Match("HEAD", row.Path))));

    [Fact]
    public async Task EveryRoute_IsOpenedByItsScopesAlone()
    {
        var keys = new Dictionary<ApiScopes, string>();
        foreach (var scope in Scopes)
            keys[scope] = await host.AddKeyAsync($"walk-{scope}".ToLowerInvariant(), scope);
        foreach (var (method, path, anyOf) in RouteScopes.All)
        {
            foreach (var (scope, secret) in keys)
            {
                var answer = await host.SendAsync(
                    new HttpMethod(method), $"/api{path.Replace("{id}", "x", StringComparison.Ordinal)}",
                        headers: ("x-functions-key", secret));
                Assert.True((answer.Status != 403) == ((anyOf & scope) != 0), $"{scope} {method} {path}: {answer.Status}");
                Assert.NotEqual(401, answer.Status);
                if (answer.Status == 403)
                    Assert.Equal(("application/problem+json", "missing-scope"), (answer.ContentType, Assert.Single(answer.Codes)));
            }
        }
    }

    [Fact]
    public async Task AKey_WithSeveralScopes_OpensTheRoutesOfEach()
    {
        var secret = await host.AddKeyAsync("two", ApiScopes.Author | ApiScopes.Approver);
        Assert.Equal(400, (await SendAsync("PUT", "/api/journeys/x", secret, "{}")).Status);
        Assert.Equal(404, (await SendAsync("POST", "/api/journeys/x/publish", secret)).Status);
        Assert.Equal(403, (await SendAsync("GET", "/api/customers/x", secret)).Status);
    }

    [Theory]
    [InlineData("x-functions-key")]
    [InlineData("x-campaigns-key")]
    public async Task AKey_RotatedWithoutARestart_TheNewOneIsTakenAtOnce_TheOldOneUntilItIsRevoked(string header)
    {
        var old = await host.AddKeyAsync($"old-{header}", ApiScopes.Reader);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/api/journeys", headers: (header, old))).Status);

        var next = await host.AddKeyAsync($"new-{header}", ApiScopes.Reader);
        foreach (var secret in (string[])[old, next])
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/api/journeys", headers: (header, secret))).Status);

        Assert.NotNull(await host.Keys.RevokeAsync($"old-{header}", default, TestContext.Current.CancellationToken));
        host.Time.Advance(ApiKeyRing.Lifetime);
        Assert.Equal(401, (await host.SendAsync(HttpMethod.Get, "/api/journeys", headers: (header, old))).Status);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/api/journeys", headers: (header, next))).Status);
    }

    [Fact]
    public async Task AStoreThatIsAway_LetsTheHostsKeyPass_AndAnswersOtherKeysWith503()
    {
        var secret = await host.AddKeyAsync("away", ApiScopes.Reader);
        host.Rows.IsUnavailable = true;
        try
        {
            Assert.Equal(200, (await host.GetAsync("/api/openapi.json")).Status);
            Assert.Equal(503, (await host.SendAsync(HttpMethod.Get, "/api/openapi.json", headers: ("x-functions-key", secret))).Status);
        }
        finally
        {
            host.Rows.IsUnavailable = false;
        }
    }

    [Fact]
    public async Task TheStore_HasTheHashAlone()
    {
        var secret = await host.AddKeyAsync("hashed", ApiScopes.Reader);
        var row = Assert.Single(await host.Rows.ReadAsync(ApiKeyTable.Table, "api", "hashed", "hashed~", 10,
            TestContext.Current.CancellationToken));
        var text = System.Text.Encoding.UTF8.GetString(row.Body.Span);
        Assert.DoesNotContain(secret[ApiKey.Prefix.Length..], text, StringComparison.Ordinal);
        Assert.Contains(ApiKey.HashOf(secret), text, StringComparison.Ordinal);
    }

    private Task<ApiResponse> SendAsync(string method, string path, string key, string? body = null) =>
        host.SendAsync(new HttpMethod(method), path, body, headers: ("x-functions-key", key));
}
