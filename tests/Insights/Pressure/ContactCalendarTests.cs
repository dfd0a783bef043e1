using Campaigns.Definitions.ContactPolicies;
using Campaigns.Insights.Pressure;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Insights.Tests.Pressure;

/// <summary>What a customer's calendar shows while real journeys run over a real store.</summary>
public sealed class ContactCalendarTests
{
    private static readonly ContactPolicy Apart = World.NoLimits with { Gap = new ContactGap(Duration.FromHours(24), []), LookAhead = Duration.FromDays(7) };

    private const string Countdown = """
        { "id": "count", "name": "Test", "category": "renewal", "priority": 80, "entry": { "before": { "date": "policy.expires_on", "by": "P90D" }, "key": ["policy.id"] },
          "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
            { "before": "P30D", "steps": [ { "id": "d30", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] },
            { "before": "P15D", "steps": [ { "id": "d15", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] } ] } } ] }
        """;

    private static string Low(string more = "") =>
        Stories.Of("low", Stories.Send("s", more: more), "\"priority\": 20,", """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static string High => Stories.Of("high", Stories.Send("h"), "\"priority\": 80,", """{ "on": "claim.opened" }""");

    private static async Task<World> WithAsync(string at, params string[] journeys)
    {
        var world = await World.AtAsync(at, Apart, new Phone(), journeys);
        await world.MeetAsync();
        return world;
    }

    private static async Task<string[]> ShownAsync(World world)
    {
        var facts = await world.Engine.Customers.ReadTimelineAsync(new("ann"), World.Cancel).ToListAsync(World.Cancel);
        var calendar = ContactCalendar.Of(await world.RecordAsync(), facts, DateTimeZone.Utc);
        Assert.Equal(World.Zone, calendar.Zone);
        return [.. calendar.Entries.Select(entry => $"{entry.At.InZone(calendar.Zone):MM-dd HH:mm} {entry.Mark} {entry.Step} {entry.Reason}".TrimEnd())];
    }

    [Fact]
    public async Task Of_ACountdown_ShowsWhatWasSentAndWhatIsPlanned_UntilItIsRenewed()
    {
        await using var world = await WithAsync("2026-11-01 12:00", Countdown);
        await world.PolicyAsync(expires: "2026-12-31");
        Assert.Equal(["12-01 10:00 Planned d30", "12-16 10:00 Planned d15"], await ShownAsync(world));

        await world.RunToAsync("2026-12-02 00:00");
        Assert.Equal(["12-01 10:00 Sent d30", "12-16 10:00 Planned d15"], await ShownAsync(world));

        await world.PolicyAsync(type: "policy.renewed");
        Assert.Equal(["12-01 10:00 Sent d30"], await ShownAsync(world));
    }

    [Fact]
    public async Task Of_AMessageThatWasPutOff_ShowsWhenItAsksAgain_Once()
    {
        await using var world = await WithAsync("2026-11-30 15:00", Countdown, Low());
        await world.PolicyAsync(expires: "2026-12-31");
        await world.TellAsync("ann", "app.opened", ("screen", "a"));

        Assert.Equal(
            ["11-30 15:00 PutOff s outranked:count", "12-01 10:00 Planned d30", "12-02 10:00 AsksAgain s outranked:count", "12-16 10:00 Planned d15"],
            await ShownAsync(world));
        await world.RunToAsync("2026-12-03 00:00");
        Assert.Equal(
            ["11-30 15:00 PutOff s outranked:count", "12-01 10:00 Sent d30", "12-02 10:00 Sent s", "12-16 10:00 Planned d15"],
            await ShownAsync(world));
    }

    [Fact]
    public async Task Of_AMessageThatWasBumped_ShowsItsNewSlot_Once()
    {
        await using var world = await WithAsync("2026-06-01 12:00", Low(), High);
        await world.TellAsync("ann", "app.opened", ("screen", "a"));
        await world.TellAsync("ann", "claim.opened");

        Assert.Equal(
            ["06-01 12:00 Bumped s outranked:high", "06-01 12:00 Reserved h", "06-02 12:00 Reserved s"], await ShownAsync(world));
    }

    [Fact]
    public async Task Of_AMessageThatCouldNotWait_ShowsThatItWasNotSent()
    {
        await using var world = await WithAsync("2026-06-01 12:00", Low(""", "whenBlocked": "skip" """), High);
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "app.opened", ("screen", "a"));

        Assert.Equal(["06-01 12:00 Refused s outranked:high", "06-01 12:00 Reserved h"], await ShownAsync(world));
    }

    [Fact]
    public async Task Of_AMessagePutOff_WhoseJourneyWasLeft_ShowsNothingToCome()
    {
        await using var world = await WithAsync("2026-06-01 12:00", Low(), High);
        await world.TellAsync("ann", "claim.opened");
        await world.SettleAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "a"));
        await world.PolicyAsync(type: "policy.renewed");

        Assert.Equal(["06-01 12:00 Sent h", "06-01 12:00 PutOff s gap"], await ShownAsync(world));
    }

    [Fact]
    public async Task Within_APeriod_KeepsTheCustomersOwnDays()
    {
        await using var world = await WithAsync("2026-11-01 12:00", Countdown);
        await world.PolicyAsync(expires: "2026-12-31");
        var calendar = ContactCalendar.Of(await world.RecordAsync(), [], DateTimeZone.Utc);

        Assert.Equal("d15", Assert.Single(calendar.Within(new(new LocalDate(2026, 12, 16), null)).Entries).Step.Value);
        Assert.Equal("d30", Assert.Single(calendar.Within(new(null, new LocalDate(2026, 12, 1))).Entries).Step.Value);
        Assert.Empty(calendar.Within(new(new LocalDate(2026, 12, 2), new LocalDate(2026, 12, 15))).Entries);
    }
}
