using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Azure.Tests;

/// <summary>An event of Event Grid, through the app's functions and Azurite's queues to the provider: one trace.</summary>
public sealed class TraceTests
{
    private const string Policy = """{ "timeZone": "Asia/Taipei" }""";

    private const string Hello = """
        { "id": "hello", "name": { "en": "Hello" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "gift/claim" } } ] }
        """;

    [Fact]
    public async Task Event_FromTheQueue_LeadsToTheProviderInOneTrace_ThatTellsNothingAboutThePerson()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var spans = SpanRecorder.Start();
        await using var app = await AppHarness.StartAsync(
            new ScaledTime(DateTimeOffset.UtcNow, 1), Policy, [Hello], dies: _ => false, patience.Token);
        await app.SendEventAsync("e1", "customer.updated", "cust-4711", new() { ["phone"] = "+886912345678", ["language"] = "en" });
        await app.SendEventAsync("e2", "customer.consented", "cust-4711", new() { ["how"] = "form" });
        await Waiting.UntilAsync(async () => await app.WaitingEventsAsync() == 0, () => "the queue of events to be empty");

        await app.SendEventAsync("e3", "app.opened", "cust-4711", []);

        await spans.EndedAsync("process sms", patience.Token);
        var call = await spans.EndedAsync("call provider", patience.Token);
        Assert.Equal(["process sms", "send sms", "handle customer", "process events", "test"], spans.AncestorsOf(call));
        Assert.Equal("outbox", call.GetTagItem(SpanTags.Provider));
        Assert.All((string[])["886912345678", "4711"], secret => Assert.DoesNotContain(secret, spans.Text(), StringComparison.Ordinal));
    }
}
