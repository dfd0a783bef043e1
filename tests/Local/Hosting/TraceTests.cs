using System.Text;
using Campaigns.Local.Hosting;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Publishing;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Tracing;
using Campaigns.Senders.Providers;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>An event comes in over HTTP at the local host, on its real store, and its text lies in the outbox: one trace.</summary>
public sealed class TraceTests : IDisposable
{
    private const string Server = "Microsoft.AspNetCore";
    private const string ServerSpan = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private const string Journey = """
        { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } } ] }
        """;

    private readonly TestWorkspace _place = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });

    public void Dispose()
    {
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Event_OverHttp_LeadsToTheProviderInOneTrace_ThatTellsNothingAboutThePerson()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await using var cloud = await CloudServer.StartAsync(refusals: 0);
        await using var host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                Data = _place.Path("data"),
                Port = 0,
                Senders = ProviderOptions.OutboxOnly(_place.Path("outbox")),
                Publish = new PublicationOptions { Kind = PublicationKind.CloudEvents, Endpoint = $"{cloud.Address}/events" },
            },
            patience.Token);
        using var spans = SpanRecorder.Start(Server);
        await SendAsync(HttpMethod.Put, host, "journeys/ping", Journey, trace: null, patience.Token);
        await SendAsync(HttpMethod.Post, host, "journeys/ping/publish", "", trace: null, patience.Token);
        await SendAsync(HttpMethod.Put, host, "customers/cust-4711",
            """{ "attributes": { "name": "Ann Lee", "given_name": "Ann", "phone": "+886912345678", "email": "ann@example.com", "language": "en" } }""",
            spans.Root.Id, patience.Token);

        await SendAsync(HttpMethod.Post, host, "events",
            """{ "specversion": "1.0", "id": "e-4711", "source": "/app", "type": "app.opened", "subject": "cust-4711" }""",
            spans.Root.Id, patience.Token);

        await spans.EndedAsync("process sms", patience.Token);
        await spans.EndedAsync("publish events", patience.Token);
        var intake = await spans.EndedAsync("take events", patience.Token);
        var call = await spans.EndedAsync("call provider", patience.Token);
        Assert.Equal(
            ["process sms", "send sms", "handle customer", "take events", ServerSpan, "test"], spans.AncestorsOf(call));
        Assert.All(
            spans.Spans().Where(span => span.Source.Name == CampaignActivities.SourceName
                && span.DisplayName is not ("process facts" or "publish events")), // notices read together are linked
            span => Assert.Equal(spans.Root.TraceId, span.TraceId));
        Assert.Equal((1, 0), (intake.GetTagItem(SpanTags.Accepted), intake.GetTagItem(SpanTags.NotAccepted)));
        var text = await File.ReadAllTextAsync(
            Directory.EnumerateFiles(_place.Path("outbox"), "*.sms.txt", SearchOption.AllDirectories).Single(), patience.Token);
        var body = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).MaxBy(line => line.Length)!;
        Assert.All((string[])["=Ann", "Ann Lee", "886912345678", "example.com", "4711", body], secret => Assert.DoesNotContain(
            secret, Own(spans), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("886912345678", spans.Text(), StringComparison.Ordinal);
    }

    /// <summary>The server's own spans are not the product's.</summary>
    private static string Own(SpanRecorder spans) => spans.Text(span => span.Source.Name == CampaignActivities.SourceName);

    private async Task SendAsync(HttpMethod method, LocalHost host, string path, string body, string? trace, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, $"{host.Address}/api/{path}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (trace is not null)
            request.Headers.Add("traceparent", trace);
        using var answer = await _http.SendAsync(request, cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }
}
