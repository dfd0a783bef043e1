using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

public sealed class RenewalTests
{
    [Fact]
    public async Task Countdown_WithoutReaction_EveryMilestoneIsSentOnItsDay_ThenItLapses()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "renewal-countdown");
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-12-31");

        await harness.RunToAsync("2027-02-01 00:00");

        Assert.Equal(
            ["2026-10-02 00:00 entered", "2026-10-02 10:00 sent d90 email", "2026-11-16 10:00 sent d45 push",
                "2026-11-21 10:00 sent d40 sms",
             "2026-12-01 10:00 sent d30 email", "2026-12-16 10:00 sent d15 sms", "2027-01-01 00:00 ended lapsed"],
            await harness.TimelineAsync("ann", "entered", "sent", "ended", "exited"));
        Assert.Equal(5, harness.Provider.Delivered.Count);
    }

    [Fact]
    public async Task Countdown_Clicked_IsNotNudged()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "renewal-countdown");
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-12-31");
        await harness.RunToAsync("2026-11-18 09:00");
        await harness.SendEventAsync("ann", "message.clicked", ("message_id", (await harness.MessageAsync("d45")).Value));

        await harness.RunToAsync("2026-12-10 00:00");

        Assert.DoesNotContain(await harness.TimelineAsync("ann", "sent"), line => line.Contains("d40", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Countdown_RenewedMidWait_ExitsAtOnce_AndSendsNothingMore()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "renewal-countdown");
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-12-31");
        await harness.RunToAsync("2026-11-30 09:00");
        var sent = harness.Provider.Delivered.Count;
        await harness.SendPolicyAsync(expires: "2027-12-31", type: "policy.renewed");

        await harness.RunToAsync("2027-06-01 00:00");

        Assert.Equal(["2026-11-30 09:00 converted renewed", "2026-11-30 09:00 exited renewed"],
            (await harness.TimelineAsync("ann", "exited", "converted")).Order(StringComparer.Ordinal));
        Assert.Equal(sent, harness.Provider.Delivered.Count);
    }

    [Fact]
    public async Task Countdown_DateMovesWhileHeldByAPause_IsSeenOnResuming()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "renewal-countdown");
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-12-31");
        await harness.RunToAsync("2026-10-03 00:00");
        harness.Library.Set("renewal-countdown", JourneyStatus.Paused);
        await harness.SendPolicyAsync(expires: "2026-11-30");
        harness.Library.Set("renewal-countdown", JourneyStatus.Published);
        await harness.Runner.ResumeAsync(new("renewal-countdown"), new("ann"), CampaignHarness.Cancel);

        await harness.RunToAsync("2026-10-20 00:00");

        Assert.Contains("2026-10-16 10:00 sent d45 push", await harness.TimelineAsync("ann", "sent"));
    }
}
