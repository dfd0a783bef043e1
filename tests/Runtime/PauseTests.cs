using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

public sealed class PauseTests
{
    private static async Task<World> OpenedAsync(string steps, ContactPolicy? policy = null)
    {
        var world = await World.AtAsync("2026-06-01 12:00", policy, new Phone(), Stories.Of("hello", steps));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        return world;
    }

    private static async Task ResumeAsync(World world)
    {
        world.Shelf.Set("hello", JourneyStatus.Published);
        await world.Runner.ResumeAsync(new("hello"), new("ann"), World.Cancel);
    }

    [Fact]
    public async Task Paused_WaitRunsOut_NothingIsSentUntilItIsResumed()
    {
        await using var world = await OpenedAsync($$"""{ "id": "w", "wait": "P1D" }, {{Stories.Send("s")}}""");
        world.Shelf.Set("hello", JourneyStatus.Paused);
        await world.RunToAsync("2026-06-10 12:00");
        Assert.Empty(world.Phone.Calls);

        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.Equal(["2026-06-10 12:00 sent s sms", "2026-06-10 12:00 ended completed"], (await world.TimelineAsync("ann", "sent", "ended")).OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Paused_MessageQueued_GoesOutOnResume_AlsoOfAnEnrollmentThatIsOver()
    {
        await using var world = await OpenedAsync(Stories.Send("s"));
        world.Shelf.Set("hello", JourneyStatus.Paused);
        await world.RunToAsync("2026-06-02 12:00");
        Assert.Empty(world.Phone.Calls);

        await ResumeAsync(world);
        await world.SettleAsync();

        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task Paused_ResumedBeforeTheWaitRanOut_GoesOnAtItsTime()
    {
        await using var world = await OpenedAsync($$"""{ "id": "w", "wait": "P5D" }, {{Stories.Send("s")}}""");
        world.Shelf.Set("hello", JourneyStatus.Paused);
        await world.RunToAsync("2026-06-02 12:00");
        await ResumeAsync(world);

        await world.RunToAsync("2026-06-20 12:00");

        Assert.Equal(["2026-06-06 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task Paused_AwaitedEventComes_IsRememberedAndCounts()
    {
        await using var world = await OpenedAsync($$"""
            { "id": "w", "waitFor": { "events": [ { "on": "claim.opened", "then": [ {{Stories.Send("s")}} ] } ], "timeout": "P30D" } }
            """);
        await world.SettleAsync();
        world.Shelf.Set("hello", JourneyStatus.Paused);
        await world.TellAsync("ann", "claim.opened");
        await world.RunToAsync("2026-06-02 12:00");
        Assert.Empty(world.Phone.Calls);

        await ResumeAsync(world);
        await world.RunToAsync("2026-06-03 12:00");

        Assert.Equal(["2026-06-02 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task Paused_Exits_AreHeard()
    {
        await using var world = await OpenedAsync("""{ "id": "w", "wait": "P5D" }""");
        world.Shelf.Set("hello", JourneyStatus.Paused);
        await world.PolicyAsync(type: "policy.renewed");

        Assert.Equal(["2026-06-01 12:00 exited renewed"], await world.TimelineAsync("ann", "exited"));
    }
}
