using System.Diagnostics;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Azure.Tests;

/// <summary>Many events of one customer at the same moment, each brought by a function run of its own.</summary>
public sealed class ConcurrentIntakeTests(ITestOutputHelper output)
{
    private const int Events = 50;
    private const string Policy = """{ "timeZone": "Asia/Taipei" }""";

    private const string Hello = """
        { "id": "hello", "name": { "en": "Hello" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } }, { "id": "w", "wait": "P9D" } ] }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiftyAtOnce_AllAreTaken_AndTimersAreSignalledThreeTimesAtMost()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var time = new ScaledTime(SystemClock.Instance.GetCurrentInstant().ToDateTimeOffset(), 1);
        await using var app = await AppHarness.StartAsync(time, Policy, [Hello], dies: _ => false, Cancel);
        await app.SendEventAsync("met", "customer.updated", "ann", new() { ["phone"] = "+886912345678", ["language"] = "en" });
        await TakenAsync(app);
        var before = app.Client.Signalled;
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Events).Select(i => Task.Run(() => app.SendEventAsync($"e{i}", "app.opened", "ann", []))));
        await TakenAsync(app);

        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        var set = app.Client.Signalled - before;
        Assert.True(set is >= 1 and <= 3, $"{set} signals");
        Assert.Single(await app.TimelineAsync("ann"), fact => fact.Kind == TimelineEventKind.Entered);
    }

    /// <summary>Waits until every event has been worked on: its message is deleted only then.</summary>
    private static Task TakenAsync(AppHarness app) =>
        Waiting.UntilAsync(async () => await app.WaitingEventsAsync() == 0, () => "the queue of events to be empty");
}
