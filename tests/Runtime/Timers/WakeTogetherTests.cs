using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Timers;

/// <summary>Timers of one customer that are due together.</summary>
public sealed class WakeTogetherTests
{
    private const string Start = "2026-06-01 12:00";

    private static string Journey(string id, int priority, int hours) => SampleJourneys.Of(id,
        $$"""{ "id": "w", "wait": "PT{{hours}}H" }, {{SampleJourneys.Send("s")}}, { "id": "v", "wait": "P1D" }, {{SampleJourneys.Send("t")}}""",
        $$""" "priority": {{priority}}, """, """{ "on": "app.opened", "key": ["event.screen"] }""");

    /// <summary>Under a gap and caps, so that what one gets another loses.</summary>
    [Fact]
    public void Together_IsAsOneAfterTheOther() => Gen.Select(Gen.Int[1, 4].Select(Gen.Int[1, 3]).Array[2, 6], Gen.Int[1, 5]).Sample(
        (journeys, screens) => CheckAsync(journeys, screens).GetAwaiter().GetResult(), iter: 20, threads: 1);

    private static async Task CheckAsync((int Priority, int Hours)[] journeys, int screens)
    {
        var together = await TimelineAsync(journeys, screens, async (runner, timers) => await runner.WakeAsync(timers, CampaignHarness.Cancel));
        var apart = await TimelineAsync(journeys, screens, async (runner, timers) =>
        {
            foreach (var timer in timers)
                await runner.WakeAsync(timer, CampaignHarness.Cancel);
        });

        Assert.Equal(apart, together);
    }

    private static async Task<List<string>> TimelineAsync(
        (int Priority, int Hours)[] journeys, int screens, Func<CampaignRunner, IReadOnlyList<WakeTimer>, Task> wake)
    {
        await using var harness = await CampaignHarness.StartAsync(
            Start, PausableLibrary.ShippedPolicy, new RecordingProvider(), [.. journeys.Select((item, i) => Journey($"j{i}", item.Priority * 10, item.Hours))]);
        await harness.AddCustomerAsync();
        for (var screen = 0; screen < screens; screen++)
            await harness.SendEventAsync("ann", "app.opened", ("screen", $"s{screen}"));
        while (harness.Time.Now < CampaignHarness.At("2026-06-08 00:00")
            && await harness.Services.Timers.NextAsync(CampaignHarness.Cancel) is { } next)
        {
            harness.Time.MoveTo(next);
            var due = await harness.Services.Timers.DueAsync(next, 100, CampaignHarness.Cancel);
            await wake(harness.Runner, [.. due.Select(timer => timer.Timer)]);
            await harness.Services.Timers.ClearAsync(due, CampaignHarness.Cancel);
        }

        return await harness.TimelineAsync();
    }

    [Fact]
    public async Task Due_ForOneCustomer_AreFewUnitsOfWork()
    {
        await using var harness = await CampaignHarness.StartAsync(Start, SampleJourneys.Of("screen",
            """{ "id": "w", "wait": "P1D" }, { "id": "p", "publish": { "type": "seen" } }""",
            entry: """{ "on": "app.opened", "key": ["event.screen"] }"""));
        for (var screen = 0; screen < 60; screen++)
            await harness.SendEventAsync("ann", "app.opened", ("screen", $"s{screen}"));
        var before = (await harness.RecordAsync()).Head.TimelineBatches;

        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(60, (await harness.TimelineAsync("ann", "ended")).Count);
        Assert.Equal(2, (await harness.RecordAsync()).Head.TimelineBatches - before);
    }
}
