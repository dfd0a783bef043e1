using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

public sealed class IntakeTests
{
    [Fact]
    public async Task Event_GivenTwice_IsTakenOnce()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Hello);
        await world.MeetAsync();
        var opened = world.Event("ann", "app.opened", ("screen", "home"));

        Assert.True(await world.Runner.TakeAsync(opened, World.Cancel));
        Assert.False(await world.Runner.TakeAsync(opened, World.Cancel));
        await world.SettleAsync();
        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task Event_GivenSixteenTimesAtOnce_IsTakenOnce()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Hello);
        var opened = world.Event("ann", "app.opened", ("screen", "home")); // also the first that is heard of the customer
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => world.Runner.TakeAsync(opened, World.Cancel).AsTask())));

        Assert.Single(taken, true);
        Assert.Single(await world.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task Batch_WithOneEventTwice_TakesItOnce()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Hello);
        await world.MeetAsync();
        var opened = world.Event("ann", "app.opened", ("screen", "home"));

        Assert.Equal(1, await world.Runner.TakeAsync([opened, opened], World.Cancel));
        Assert.Equal(1, await world.Runner.TakeAsync([opened, world.Event("ann", "app.opened", ("screen", "other"))], World.Cancel));
    }

    [Fact]
    public async Task Batch_SendsAndThenExits_SendsNothing()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("both", $"{Stories.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P1D\" }}"));
        await world.MeetAsync();

        Assert.Equal(2, await world.Runner.TakeAsync([world.Event("ann", "app.opened"), world.Event("ann", "policy.renewed", ("policy_id", "P1"))], World.Cancel));
        await world.RunToAsync("2026-07-01 00:00");
        Assert.Empty(world.Phone.Calls);
    }

    [Fact]
    public async Task SixtyFourAtOnceUnderACapOfThree_ExactlyThreeAreSent()
    {
        var policy = World.NoLimits with { Caps = [new FrequencyCap("month", 3, new CapWindow.Rolling(Duration.FromDays(30)))] };
        await using var world = await World.AtAsync("2026-06-01 12:00", policy, new Phone(), Stories.Hello);
        await world.MeetAsync();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => world.TellAsync("ann", "app.opened", ("screen", $"s{i}")))));
        await world.RunToAsync("2026-06-20 00:00");

        Assert.Equal(3, world.Phone.Delivered.Count);
        Assert.Equal(61, (await world.TimelineAsync("ann", "refused")).Count(line => line.EndsWith("cap:month", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task OddData_WhereAnExpressionMakesNoSense_DoesNotStopTheEvent()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("odd", Stories.Send("s"), """ "goal": { "outcome": "renewed", "value": "event.premium - 1" }, """));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("ann", "policy.renewed", ("policy_id", "P1"), ("premium", "a lot"));

        Assert.NotEmpty(await world.TimelineAsync("ann", "ended", "exited"));
    }
}
