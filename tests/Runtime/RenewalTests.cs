using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

public sealed class RenewalTests
{
    [Fact]
    public async Task Countdown_NobodyReacts_EveryRungIsSentOnItsDay_ThenItLapses()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", "renewal-countdown");
        await world.MeetAsync();
        await world.PolicyAsync(expires: "2026-12-31");

        await world.RunToAsync("2027-02-01 00:00");

        Assert.Equal(
            ["2026-10-02 00:00 entered", "2026-10-02 10:00 sent d90 email", "2026-11-16 10:00 sent d45 push", "2026-11-21 10:00 sent d40 sms",
             "2026-12-01 10:00 sent d30 email", "2026-12-16 10:00 sent d15 sms", "2027-01-01 00:00 ended lapsed"],
            await world.TimelineAsync("ann", "entered", "sent", "ended", "exited"));
        Assert.Equal(5, world.Phone.Delivered.Count);
    }

    [Fact]
    public async Task Countdown_Clicked_IsNotNudged()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", "renewal-countdown");
        await world.MeetAsync();
        await world.PolicyAsync(expires: "2026-12-31");
        await world.RunToAsync("2026-11-18 09:00");
        await world.TellAsync("ann", "message.clicked", ("message_id", (await world.MessageAsync("d45")).Value));

        await world.RunToAsync("2026-12-10 00:00");

        Assert.DoesNotContain(await world.TimelineAsync("ann", "sent"), line => line.Contains("d40", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Countdown_RenewedMidWait_ExitsAtOnce_AndSendsNothingMore()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", "renewal-countdown");
        await world.MeetAsync();
        await world.PolicyAsync(expires: "2026-12-31");
        await world.RunToAsync("2026-11-30 09:00");
        var sent = world.Phone.Delivered.Count;
        await world.PolicyAsync(expires: "2027-12-31", type: "policy.renewed");

        await world.RunToAsync("2027-06-01 00:00");

        Assert.Equal(["2026-11-30 09:00 converted renewed", "2026-11-30 09:00 exited renewed"],
            (await world.TimelineAsync("ann", "exited", "converted")).Order(StringComparer.Ordinal));
        Assert.Equal(sent, world.Phone.Delivered.Count);
    }

    [Fact]
    public async Task Countdown_DateMovesWhileHeldByAPause_IsSeenOnResuming()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", "renewal-countdown");
        await world.MeetAsync();
        await world.PolicyAsync(expires: "2026-12-31");
        await world.RunToAsync("2026-10-03 00:00");
        world.Shelf.Set("renewal-countdown", JourneyStatus.Paused);
        await world.PolicyAsync(expires: "2026-11-30");
        world.Shelf.Set("renewal-countdown", JourneyStatus.Published);
        await world.Runner.ResumeAsync(new("renewal-countdown"), new("ann"), World.Cancel);

        await world.RunToAsync("2026-10-20 00:00");

        Assert.Contains("2026-10-16 10:00 sent d45 push", await world.TimelineAsync("ann", "sent"));
    }
}
