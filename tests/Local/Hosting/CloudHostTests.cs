using System.Text;
using System.Text.Json;
using Campaigns.Local.Tests.Commands;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>
/// The whole way: an event in, a text out by Azure Communication Services, its report back by Event Grid, and all of it published.
/// </summary>
public sealed class CloudHostTests : IDisposable
{
    private const string Journey = """
        { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } },
                     { "id": "reached", "waitFor": { "events": [ { "on": "message.delivered", "step": "hello" } ], "timeout": "P2D" } },
                     { "id": "tell", "publish": { "type": "crm.reached", "data": { "tier": "customer.value_tier" } } } ] }
        """;

    private readonly TestWorkspace _place = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Run_WithAzureSettings_ReceivesReports_AndPublishesEveryEvent()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await using var cloud = await CloudServer.StartAsync(refusals: 1);
        var senders = _place.Write("senders.json", $$"""
            { "providers": { "acs": { "kind": "acsSms", "acsSms": { "endpoint": "{{cloud.Address}}", "accessKey": "c2VjcmV0", "from": "+15550100" } } },
              "channels": { "sms": "acs" }, "publish": { "kind": "cloudEvents", "endpoint": "{{cloud.Address}}/events", "source": "/insurer" } }
            """);
        using var host = await HostProcess.StartAsync(_place.Path("data"), "--senders", senders);

        await SendAsync(HttpMethod.Put, host, "journeys/ping", Journey, patience.Token);
        await SendAsync(HttpMethod.Post, host, "journeys/ping/publish", "", patience.Token);
        await SendAsync(HttpMethod.Put, host, "customers/ann",
            """{ "attributes": { "phone": "+886912345678", "language": "en", "value_tier": "high" } }""", patience.Token);
        await SendAsync(HttpMethod.Post, host, "events",
            """{ "specversion": "1.0", "id": "1", "source": "/app", "type": "app.opened", "subject": "ann" }""", patience.Token);

        var text = await cloud.Texts.ReadAsync(patience.Token);
        var tag = text.GetProperty("smsSendOptions").GetProperty("tag").GetString();
        await ReportAsync(host, "2", "SMSDeliveryReportReceived", new { to = "+886912345678", deliveryStatus = "Delivered", tag },
            patience.Token);
        await ReportAsync(host, "3", "SMSReceived", new { from = "+886912345678", to = "+15550100", message = "STOP" }, patience.Token);
        await ReportAsync(host, "4", "SMSDeliveryReportReceived",
            new { to = "+886912345678", deliveryStatus = "Failed", deliveryStatusDetails = "4004", tag }, patience.Token);

        var awaited = new HashSet<string>
        {
            "campaigns.enrollment.entered", "campaigns.message.sent", "campaigns.message.delivered", "crm.reached",
            "campaigns.enrollment.ended", "campaigns.message.failed",
        };
        var buffered = new Dictionary<string, JsonElement>();
        // Those of the batch that was refused at first come after those that happened later.
        while (!awaited.IsSubsetOf(buffered.Keys))
        {
            var @event = await cloud.Events.ReadAsync(patience.Token);
            Assert.Equal("/insurer", @event.GetProperty("source").GetString());
            buffered[@event.GetProperty("type").GetString()!] = @event;
        }

        Assert.Equal(awaited, [.. buffered.Keys]);
        Assert.Equal("high", buffered["crm.reached"].GetProperty("data").GetProperty("tier").GetString());
        Assert.Equal(tag, buffered["campaigns.message.sent"].GetProperty("data").GetProperty("message_id").GetString());
        Assert.DoesNotContain("886912345678", string.Concat(buffered.Values.Select(e => e.GetRawText())), StringComparison.Ordinal);
        var customer = await SendAsync(HttpMethod.Get, host, "customers/ann", null, patience.Token);
        Assert.Contains("sms-reply", customer, StringComparison.Ordinal);
        Assert.Contains("hard-bounce", customer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_BesideAHostThatPublishes_IsPublishedByIt()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await using var cloud = await CloudServer.StartAsync(refusals: 0);
        var senders = _place.Write("senders.json",
            $$"""{ "channels": {}, "publish": { "kind": "cloudEvents", "endpoint": "{{cloud.Address}}/events" } }""");
        using var host = await HostProcess.StartAsync(_place.Path("data"), "--senders", senders);
        await SendAsync(HttpMethod.Post, host, "journeys/renewal-countdown/publish", "", patience.Token);
        var map = _place.Write("map.json", """
            { "timeZone": "Asia/Taipei", "customer": { "id": "id", "attributes": {} },
              "policy": { "id": "policy", "attributes": { "expires_on": { "column": "ends", "type": "date" }, "status": { "constant": "active" } } } }
            """);
        var rows = _place.Write("p.csv", $"id,policy,ends\nann,p-1,{TimeProvider.System.GetUtcNow().AddDays(60):yyyy-MM-dd}\n");

        Assert.Equal(0, (await CommandRun.RunAsync("import", rows, "--map", map, "--data", _place.Path("data"))).Code);

        var entered = await cloud.Events.ReadAsync(patience.Token);
        Assert.Equal(("campaigns.enrollment.entered", "renewal-countdown"),
            (entered.GetProperty("type").GetString(), entered.GetProperty("data").GetProperty("journey").GetString()));
    }

    private Task<string> ReportAsync(HostProcess host, string id, string type, object data, CancellationToken cancel) => SendAsync(
        HttpMethod.Post, host, "events",
        JsonSerializer.Serialize(
            new[] { new { id, topic = "/acs", subject = "", eventType = $"Microsoft.Communication.{type}",
                eventTime = "2026-03-02T03:00:00Z", data, dataVersion = "1.0" } }), cancel);

    private async Task<string> SendAsync(HttpMethod method, HostProcess host, string path, string? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Address, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, cancel);
        var said = await answer.Content.ReadAsStringAsync(cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {said}");
        return said;
    }
}
