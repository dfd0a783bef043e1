using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>
/// The process dies at every single call while several events of one customer are taken together; the callers tell them
/// again.
/// </summary>
public sealed class CrashedIntakeTests
{
    private const int Events = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DiesAtAnyCall_EveryEventIsTakenOnce_AndEveryMessageIsSentOnce(bool afterwards)
    {
        var calls = await LiveAsync(int.MaxValue, afterwards);
        Assert.InRange(calls.Count, 10, 200);
        await Parallel.ForEachAsync(SweptCases.Of(calls), CampaignHarness.Cancel, async (call, _) => await LiveAsync(call, afterwards));
    }

    /// <returns>The calls to the outside that a life takes, of those at which to die.</returns>
    private static async Task<IReadOnlyList<int>> LiveAsync(int dieAt, bool afterwards)
    {
        await using var world = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await world.AddCustomerAsync();
        var before = world.Store.Calls;
        if (dieAt < int.MaxValue)
            world.Store.CrashAt(dieAt, afterwards);
        var events = Intakes.Screens(world, Events);

        var first = true;
        await world.RetryUntilDoneAsync(async () =>
        {
            // Told again, all come at once as well, and some are known by now.
            var tasks = first
                ? await Intakes.TakeAtOnceAsync(world, events)
                : [.. events.Select(@event => world.Runner.HandleAsync(@event, CampaignHarness.Cancel).AsTask())];
            first = false;
            await Task.WhenAll(tasks.Select(task => task ?? Task.FromResult(true)));
        });
        foreach (var @event in events)
            // those that did not even arrive
            await world.RetryUntilDoneAsync(async () => await world.Runner.HandleAsync(@event, CampaignHarness.Cancel));
        await world.RetryUntilDoneAsync(() => world.RunToAsync("2026-06-02 12:00"));

        var calls = world.Store.CrashPoints(before);
        world.Store.Restart();
        Assert.Equal(Events, (await world.TimelineAsync("ann", "entered")).Count);
        Assert.Equal(Events, (await world.TimelineAsync("ann", "sent")).Count);
        Assert.Equal(Events, world.Provider.Delivered.Count);
        return calls;
    }
}
