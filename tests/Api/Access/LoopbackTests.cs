using Campaigns.Api.Access;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Keys;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Tests.Access;

/// <summary>A host without a key answers programs of its own machine, and no page of another site.</summary>
public sealed class LoopbackTests(LoopbackTests.KeylessHost keyless) : IClassFixture<LoopbackTests.KeylessHost>
{
    private const string Json = "application/json";

    /// <summary>Headers of a request, separated by lines, and what is answered.</summary>
    public static TheoryData<string, string, string, string, int> Requests => new()
    {
        { "GET", "journeys", "", "", 200 },
        { "GET", "journeys", "Host: localhost", "", 200 },
        { "GET", "journeys", "Host: LOCALHOST.:7071", "", 200 },
        { "GET", "journeys", "Host: 127.8.9.1", "", 200 },
        { "GET", "journeys", "Host: [::1]:7071", "", 200 },
        { "GET", "journeys", "Host: [::ffff:127.0.0.1]", "", 200 },
        { "GET", "journeys", "Host: rebound.example", "", 403 },
        { "GET", "customers/c1", "Host: rebound.example:7071", "", 403 },
        { "GET", "journeys", "Host: localhost.rebound.example", "", 403 },
        { "GET", "journeys", "Host: 10.0.0.7", "", 403 },
        { "GET", "journeys", "Host: [2001:db8::1]", "", 403 },
        { "GET", "journeys", "Host: 0.0.0.0", "", 403 },
        { "GET", "journeys", "Host: localhost\nOrigin: http://localhost", "", 200 },
        { "GET", "journeys", "Host: localhost\nOrigin: http://localhost\nSec-Fetch-Site: same-origin", "", 200 },
        { "GET", "journeys", "Sec-Fetch-Site: none", "", 200 },
        { "GET", "journeys", "Host: localhost\nOrigin: http://localhost:3000", "", 403 },
        { "GET", "journeys", "Origin: https://evil.example", "", 403 },
        { "GET", "journeys", "Origin: null", "", 403 },
        { "GET", "journeys", "Sec-Fetch-Site: cross-site", "", 403 },
        { "GET", "journeys", "Sec-Fetch-Site: same-site", "", 403 },
        { "OPTIONS", "events", "WebHook-Request-Origin: evil.example\nOrigin: https://evil.example", "", 403 },
        { "POST", "journeys/walk/pause", "Origin: https://evil.example", Json, 403 },
        { "POST", "journeys/walk/pause", "", "", 415 },
        { "POST", "journeys/walk/pause", "", "text/plain", 415 },
        { "POST", "journeys/walk/retire", "", "application/x-www-form-urlencoded", 415 },
        { "POST", "journeys/walk/retire", "", "multipart/form-data; boundary=b", 415 },
        { "POST", "journeys/walk/pause", "", Json, 404 },
        { "POST", "journeys/walk/pause", "X-Requested-With: script", "", 404 },
        { "PUT", "customers/c1", "", "text/plain", 415 },
        { "PUT", "customers/c1", "", Json, 200 },
        { "POST", "events", "", "text/plain", 415 },
        { "POST", "events", "", "application/cloudevents+json", 400 },
        { "POST", "events", "", "application/cloudevents-batch+json; charset=utf-8", 400 },
        { "POST", "events", "ce-specversion: 1.0", "", 400 }, // an event without data has no content type
        // What customers, mail programs and probes call bears its own token, under whatever name the host is published.
        { "GET", "health", "Host: campaigns.insurer.example", "", 200 },
        { "GET", "c/nonsense", "Host: campaigns.insurer.example\nSec-Fetch-Site: cross-site", "", 404 },
        { "GET", "m/nonsense", "Host: campaigns.insurer.example\nSec-Fetch-Site: cross-site", "", 404 },
        { "GET", "unsubscribe/nonsense", "Host: campaigns.insurer.example\nSec-Fetch-Site: cross-site", "", 404 },
        { "POST", "unsubscribe/nonsense", "Host: campaigns.insurer.example\nOrigin: https://mail.example",
            "application/x-www-form-urlencoded", 404 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task ARequest_WithoutAKey_IsAnsweredByWhereItComesFrom(
        string method, string path, string headers, string contentType, int status)
    {
        var answer = await keyless.Host.SendAsync(new HttpMethod(method), $"/api/{path}", contentType.Length > 0 ? "{}" : null, contentType,
            [.. headers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": "))
                .Select(part => (part[0], part[1]))]);

        Assert.True(status == answer.Status, $"{answer.Status} {answer.Text}");
        if (status is 403 or 415)
            Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task OneClickUnsubscribe_OfAMailProgram_Works()
    {
        var token = keyless.Host.Links.Create(new LinkClaims(LinkPurpose.Unsubscribe, new("c9"), new("m"), Channel.Email));

        var answer = await keyless.Host.SendAsync(HttpMethod.Post, $"/api/unsubscribe/{token}", "List-Unsubscribe=One-Click",
            "application/x-www-form-urlencoded", ("Host", "campaigns.insurer.example"));

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task AKeyInTheStore_IsAskedForFromThenOn_AlsoWhenItIsRevoked()
    {
        await using var host = new ApiHost { IsKeyless = true };
        await host.InitializeAsync();
        Assert.Equal(200, (await host.GetAsync("/api/journeys")).Status);

        var secret = await host.AddKeyAsync("desk", ApiScopes.Reader);
        Assert.Equal(401, (await host.GetAsync("/api/journeys")).Status);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/api/journeys", headers: ("x-functions-key", secret))).Status);
        Assert.Equal(200, (await host.SendAsync(
            HttpMethod.Get, "/api/journeys", headers: [("x-functions-key", secret), ("Host", "campaigns.insurer.example")])).Status);

        await host.Keys.RevokeAsync("desk", default, TestContext.Current.CancellationToken);
        host.Time.Advance(ApiKeyRing.Lifetime);
        Assert.Equal(401, (await host.GetAsync("/api/journeys")).Status);
        Assert.Equal(401, (await host.SendAsync(HttpMethod.Get, "/api/journeys", headers: ("x-functions-key", secret))).Status);
    }

    /// <summary>A host without a key.</summary>
    public sealed class KeylessHost : IAsyncLifetime
    {
        public ApiHost Host { get; } = new() { IsKeyless = true };

        public ValueTask InitializeAsync() => Host.InitializeAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
