using System.Net;
using Campaigns.Local.Hosting;
using Campaigns.Local.Tests.Commands;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>What Prometheus reads of a local host.</summary>
public sealed class MetricsTests : IDisposable
{
    private const string Journey = """
        { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } } ] }
        """;

    private readonly TestWorkspace _place = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Metrics_AfterAMessage_HaveWhatTheDocsName_AndNothingAboutThePerson()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await using var host = await StartAsync(key: null, patience.Token);
        await _http.CallAsync(HttpMethod.Put, $"{host.Address}/api/journeys/ping", Journey, patience.Token);
        await _http.CallAsync(HttpMethod.Post, $"{host.Address}/api/journeys/ping/publish", "", patience.Token);
        await _http.CallAsync(HttpMethod.Put, $"{host.Address}/api/customers/cust-4711",
            """{ "attributes": { "name": "Ann Lee", "phone": "+886912345678", "language": "en" } }""", patience.Token);
        await _http.CallAsync(HttpMethod.Post, $"{host.Address}/api/events",
            """{ "specversion": "1.0", "id": "e-4711", "source": "/app", "type": "app.opened", "subject": "cust-4711" }""", patience.Token);
        string text;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
            text = await _http.GetStringAsync($"{host.Address}/metrics", patience.Token);
        }
        while (!text.Contains("campaigns_messages_total", StringComparison.Ordinal)
            || !text.Contains("campaigns_queue_depth", StringComparison.Ordinal));

        string[] expected =
        [
            "campaigns_messages_total", "campaigns_queue_delay_seconds_bucket", "campaigns_handover_delay_seconds_bucket",
            "campaigns_send_duration_seconds_bucket", "campaigns_units_total", "campaigns_queue_depth",
            "campaigns_queue_oldest_age_seconds",
            "campaigns_dead_letters", "campaigns_timers_behind_seconds", "campaigns_provider_away", "campaigns_sends_in_flight",
            "campaigns_incidents",
        ];
        Assert.All(expected, name => Assert.Contains(name, text, StringComparison.Ordinal));
        Assert.Contains("channel=\"sms\",outcome=\"sent\",provider=\"outbox\"", text, StringComparison.Ordinal);
        // All queues, also of channels without a provider and of what is not published: every host tells the same.
        Assert.All((string[])["sms", "push", "email", "wechat", "call", "agent", "facts", "work", "events"], queue =>
        {
            Assert.Matches($"campaigns_queue_depth(\\w*){{[^}}]*queue=\"{queue}\"", text);
            Assert.Matches($"campaigns_queue_oldest_age_seconds{{[^}}]*queue=\"{queue}\"", text);
            Assert.Matches($"campaigns_dead_letters(\\w*){{[^}}]*queue=\"{queue}\"", text);
        });
        Assert.All((string[])["4711", "912345678", "Ann", "Lee"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_AskForTheScopeOfReaders()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await using var host = await StartAsync("the-host-key", patience.Token);
        var keys = new Dictionary<string, string>();
        foreach (var scope in new[] { "reader", "sender", "author" })
        {
            var added = (await CommandRun.RunAsync("keys", "add", scope, "--scope", scope, "--data", _place.Path("data"), "--json")).Json;
            keys[scope] = added.GetProperty("key").GetString()!;
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, keys["reader"], patience.Token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, keys["sender"], patience.Token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, keys["author"], patience.Token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "the-host-key", patience.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, key: null, patience.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "another", patience.Token));
    }

    [Fact]
    public async Task Metrics_WithoutAKey_AnswerThisMachineOnly()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await using var host = await StartAsync(key: null, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.Address}/metrics");
        request.Headers.Host = "rebound.example";
        using var answer = await _http.SendAsync(request, patience.Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private Task<LocalHost> StartAsync(string? key, CancellationToken cancel) => LocalHost.StartAsync(
        new LocalHostOptions
        {
            Data = _place.Path("data"),
            Port = 0,
            ApiKey = key,
            Durability = Durability.Process,
            Senders = ProviderOptions.OutboxOnly(_place.Path("outbox")),
        }, cancel);

    private async Task<HttpStatusCode> StatusAsync(LocalHost host, string? key, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.Address}/metrics");
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        using var answer = await _http.SendAsync(request, cancel);
        return answer.StatusCode;
    }
}
