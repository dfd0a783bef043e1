using Campaigns.Definitions.ContactPolicies;
using Campaigns.Insights.Pressure;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Insights.Tests.Pressure;

/// <summary>What a customer's calendar shows while real journeys run over a real store.</summary>
public sealed class ContactCalendarTests
{
    private static readonly ContactPolicy Apart = CampaignHarness.NoLimits
        with
    { Gap = new ContactGap(Duration.FromHours(24), []), LookAhead = Duration.FromDays(7) };

    private const string Countdown = """
        { "id": "count", "name": "Test", "category": "renewal", "priority": 80, "entry": { "before": { "date": "policy.expires_on", "by": "P90D" }, "key": ["policy.id"] },
          "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
            { "before": "P30D", "steps": [ { "id": "d30", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] },
            { "before": "P15D", "steps": [ { "id": "d15", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] } ] } } ] }
        """;

    private static string Low(string more = "") =>
        SampleJourneys.Of("low", SampleJourneys.Send("s", more: more), "\"priority\": 20,",
            """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static string High => SampleJourneys.Of("high", SampleJourneys.Send("h"), "\"priority\": 80,", """{ "on": "claim.opened" }""");

    private static async Task<CampaignHarness> WithAsync(string at, params string[] journeys)
    {
        var harness = await CampaignHarness.StartAsync(at, Apart, new RecordingProvider(), journeys);
        await harness.AddCustomerAsync();
        return harness;
    }

    private static async Task<string[]> ShownAsync(CampaignHarness harness)
    {
        var timelineEvents = await harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel)
            .ToListAsync(CampaignHarness.Cancel);
        var calendar = ContactCalendar.Of(await harness.RecordAsync(), timelineEvents, DateTimeZone.Utc);
        Assert.Equal(CampaignHarness.Zone, calendar.Zone);
        return [
            .. calendar.Entries.Select(entry =>
                $"{entry.At.InZone(calendar.Zone):MM-dd HH:mm} {entry.Mark} {entry.Step} {entry.Reason}".TrimEnd())];
    }

    [Fact]
    public async Task Of_ACountdown_ShowsWhatWasSentAndWhatIsPlanned_UntilItIsRenewed()
    {
        await using var harness = await WithAsync("2026-11-01 12:00", Countdown);
        await harness.SendPolicyAsync(expires: "2026-12-31");
        Assert.Equal(["12-01 10:00 Planned d30", "12-16 10:00 Planned d15"], await ShownAsync(harness));

        await harness.RunToAsync("2026-12-02 00:00");
        Assert.Equal(["12-01 10:00 Sent d30", "12-16 10:00 Planned d15"], await ShownAsync(harness));

        await harness.SendPolicyAsync(type: "policy.renewed");
        Assert.Equal(["12-01 10:00 Sent d30"], await ShownAsync(harness));
    }

    [Fact]
    public async Task Of_AMessageThatWasPutOff_ShowsWhenItAsksAgain_Once()
    {
        await using var harness = await WithAsync("2026-11-30 15:00", Countdown, Low());
        await harness.SendPolicyAsync(expires: "2026-12-31");
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));

        Assert.Equal(
            ["11-30 15:00 PutOff s outranked:count", "12-01 10:00 Planned d30", "12-02 10:00 AsksAgain s outranked:count",
                "12-16 10:00 Planned d15"],
            await ShownAsync(harness));
        await harness.RunToAsync("2026-12-03 00:00");
        Assert.Equal(
            ["11-30 15:00 PutOff s outranked:count", "12-01 10:00 Sent d30", "12-02 10:00 Sent s", "12-16 10:00 Planned d15"],
            await ShownAsync(harness));
    }

    [Fact]
    public async Task Of_AMessageThatWasBumped_ShowsItsNewSlot_Once()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Low(), High);
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));
        await harness.SendEventAsync("ann", "claim.opened");

        Assert.Equal(
            ["06-01 12:00 Bumped s outranked:high", "06-01 12:00 Reserved h", "06-02 12:00 Reserved s"], await ShownAsync(harness));
    }

    [Fact]
    public async Task Of_AMessageThatCouldNotWait_ShowsThatItWasNotSent()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Low(""", "whenBlocked": "skip" """), High);
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));

        Assert.Equal(["06-01 12:00 Refused s outranked:high", "06-01 12:00 Reserved h"], await ShownAsync(harness));
    }

    [Fact]
    public async Task Of_AMessagePutOff_WhoseJourneyWasLeft_ShowsNothingToCome()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Low(), High);
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));
        await harness.SendPolicyAsync(type: "policy.renewed");

        Assert.Equal(["06-01 12:00 Sent h", "06-01 12:00 PutOff s gap"], await ShownAsync(harness));
    }

    [Fact]
    public async Task Within_APeriod_KeepsTheCustomersOwnDays()
    {
        await using var harness = await WithAsync("2026-11-01 12:00", Countdown);
        await harness.SendPolicyAsync(expires: "2026-12-31");
        var calendar = ContactCalendar.Of(await harness.RecordAsync(), [], DateTimeZone.Utc);

        Assert.Equal("d15", Assert.Single(calendar.Within(new(new LocalDate(2026, 12, 16), null)).Entries).Step.Value);
        Assert.Equal("d30", Assert.Single(calendar.Within(new(null, new LocalDate(2026, 12, 1))).Entries).Step.Value);
        Assert.Empty(calendar.Within(new(new LocalDate(2026, 12, 2), new LocalDate(2026, 12, 15))).Entries);
    }
}
