using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

/// <summary>What the timeline tells beside contacts.</summary>
public sealed class TimelineTests
{
    [Fact]
    public async Task UnknownTimeZone_IsToldOnceForEachChange_AndTheHouseZoneIsUsed()
    {
        await using var world = await World.AtAsync("2026-06-01 20:00", Shelf.ShippedPolicy, new Phone(), Stories.Hello);
        await world.MeetAsync();
        await world.TellAsync("ann", "customer.updated", ("time_zone", "Mars/Olympus"));
        await world.TellAsync("ann", "customer.updated", ("time_zone", "Mars/Olympus"), ("name", "Ann"));
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        await world.SettleAsync();
        await world.TellAsync("ann", "customer.updated", ("time_zone", "Asia/Tokyo"));
        await world.TellAsync("ann", "customer.updated", ("time_zone", "UTC+8"));

        Assert.Equal(
            ["2026-06-01 20:00 warning The time zone 'Mars/Olympus' is unknown; Asia/Taipei is used.", "2026-06-01 20:00 warning The time zone 'UTC+8' is unknown; Asia/Taipei is used."],
            await world.TimelineAsync("ann", "warning"));
        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task EventThatEndsAWait_IsTold_BeforeWhatFollows()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("hello", $$"""
            { "id": "w", "waitFor": { "events": [ "claim.opened" ], "timeout": "P3D" } }, {{Stories.Send("s")}}
            """));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "claim.opened"); // concerns nobody any more

        Assert.Equal(["2026-06-01 12:00 event w claim.opened", "2026-06-01 12:00 reserved s sms"], await world.TimelineAsync("ann", "event", "reserved"));
    }

    [Fact]
    public async Task EventThatIsRememberedForAWait_IsToldOnce()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("hello", """
            { "id": "first", "wait": "P1D" }, { "id": "w", "waitFor": { "events": [ "claim.opened" ], "timeout": "P3D" } }
            """));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        for (var i = 0; i < 5; i++)
            await world.TellAsync("ann", "claim.opened");

        Assert.Equal(["2026-06-01 12:00 event w claim.opened"], await world.TimelineAsync("ann", "event"));
    }

    [Fact]
    public async Task EventThatEndsAJourney_IsTold_AndAReportOnlyAsItself()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("hello", $$"""
            {{Stories.Send("s")}}, { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "s" } ], "timeout": "P3D" } }, { "id": "z", "wait": "P9D" }
            """));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        await world.SettleAsync();
        await world.TellAsync("ann", "message.clicked", ("message_id", (await world.MessageAsync("s")).Value));
        await world.PolicyAsync(type: "policy.renewed");

        Assert.Equal(
            ["2026-06-01 12:00 clicked s sms", "2026-06-01 12:00 event policy.renewed", "2026-06-01 12:00 exited renewed"],
            await world.TimelineAsync("ann", "event", "clicked", "exited"));
    }
}
