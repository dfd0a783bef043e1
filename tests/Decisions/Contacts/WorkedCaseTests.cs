using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>The worked cases of the contact policy, by their numbers. 14 and 15 need a store: see the tests of the runtime.</summary>
public sealed class WorkedCaseTests
{
    private static readonly ContactPolicy Day = ContactPolicyProbe.Policy(ContactPolicyProbe.Calendar(1, CalendarUnit.Day));
    private static readonly ContactPolicy Month = ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(3, Duration.FromDays(30)));
    private static readonly ContactPolicy Apart = ContactPolicyProbe.Policy()
        with
    { Gap = new ContactGap(Duration.FromHours(24), []), LookAhead = Duration.FromDays(7) };
    private static readonly ContactPolicy Night = ContactPolicyProbe.Policy()
        with
    { QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00")] };

    [Fact]
    public void Case1_CalendarDay_MidnightIsAnotherDay() =>
        Assert.Equal("granted", new ContactPolicyProbe(Day).Sent("2026-06-01 23:00").Request("2026-06-02 00:00"));

    [Fact]
    public void Case2_RollingDay_MidnightIsNot() =>
        Assert.Equal("defer 2026-06-02 23:00 cap:cap",
            new ContactPolicyProbe(ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(1, Duration.FromDays(1)))).Sent("2026-06-01 23:00")
            .Request("2026-06-02 00:00"));

    [Fact]
    public void Case3_ThreeInThirtyDays_TheFourthWaitsForTheFirstToLeave() =>
        Assert.Equal("defer 2026-07-01 10:00 cap:cap",
            new ContactPolicyProbe(Month).Sent("2026-06-01 10:00", "2026-06-11 10:00", "2026-06-21 10:00").Request("2026-06-26 10:00"));

    [Fact]
    public void Case4_AContactReservedForLaterCountsAsWell()
    {
        var deliveries = new ContactPolicyProbe(Month).Sent("2026-06-01 10:00", "2026-06-11 10:00").Reserved("2026-07-06 10:00");

        Assert.Equal("granted", deliveries.Request("2026-06-21 10:00"));
        Assert.Equal("defer 2026-07-11 10:00 cap:cap", deliveries.Sent("2026-06-21 10:00").Request("2026-06-22 10:00"));
    }

    [Fact]
    public void Case5_HigherPriorityTakesTheSlot_LowerIsDeferred()
    {
        var (lower, deliveries) = new ContactPolicyProbe(Apart).Request("2026-06-01 09:30", "cross-sell", 20, at: "2026-06-01 10:00");
        var (higher, after) = deliveries.Request("2026-06-01 09:30", "renewal", 80, at: "2026-06-01 11:00");

        Assert.Equal("granted 2026-06-01 10:00", lower);
        Assert.Equal("granted 2026-06-01 11:00, cross-sell 2026-06-02 11:00 outranked:renewal", higher);
        Assert.Equal(after.At("2026-06-02 11:00"), after.Ledger.Find(new("cross-sell"))!.At);
    }

    [Fact]
    public void Case6_APlannedContactKeepsItsSlot() =>
        Assert.Equal("defer 2026-06-05 10:00 outranked:renewal",
            new ContactPolicyProbe(Apart).Add(ContactStatus.Planned, "renewal", 80, "2026-06-04 10:00")
            .Request("2026-06-03 15:00", "cross-sell", 20).Answer);

    [Fact]
    public void Case7_TheThirdSlotIsTheRenewals() =>
        Assert.Equal("defer 2026-07-01 10:00 outranked:renewal",
            new ContactPolicyProbe(Month with { LookAhead = Duration.FromDays(7) }).Sent("2026-06-01 10:00", "2026-06-11 10:00")
            .Add(ContactStatus.Planned, "renewal", 80, "2026-06-26 10:00")
                .Request("2026-06-21 10:00", "cross-sell", 20).Answer);

    [Theory]
    [InlineData("2026-06-01 21:00", "defer 2026-06-02 09:00 quiet-hours")] // 8
    [InlineData("2026-06-02 08:59:59", "defer 2026-06-02 09:00 quiet-hours")]
    [InlineData("2026-06-02 09:00", "granted")] // 9
    [InlineData("2026-06-01 20:59:59", "granted")]
    public void Case8And9_QuietHoursAreHalfOpen(string asked, string answer) =>
        Assert.Equal(answer, new ContactPolicyProbe(Night).Request(asked));

    [Fact]
    public void Case8_TheSpreadIsTheCustomersOwn()
    {
        var quiet = Night with { QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00") with { Spread = Duration.FromMinutes(30) }] };
        var deliveries = new ContactPolicyProbe(quiet);
        var until = Assert.IsType<ContactResult.Deferred>(deliveries.Decide("2026-06-01 21:00")).Until;

        Assert.InRange(until, deliveries.At("2026-06-02 09:00"), deliveries.At("2026-06-02 09:30"));
        Assert.Equal(until, Assert.IsType<ContactResult.Deferred>(deliveries.Decide("2026-06-02 03:00")).Until);
        Assert.NotEqual(until,
            Assert.IsType<ContactResult.Deferred>(
                new ContactPolicyProbe(quiet) { Profile = ContactPolicyProbe.Reachable("Asia/Taipei") with { Id = new("bob") } }.Decide(
                    "2026-06-01 21:00")).Until);
    }

    [Theory]
    [InlineData("2026-06-02 08:00", true)]
    [InlineData("2026-06-09 08:00", false)]
    public void Case10_QuietBeyondTheDeadline_OrNotToWait_IsRefusedForTiming(string deadline, bool mayWait)
    {
        var refused = Assert.IsType<ContactResult.Refused>(
            new ContactPolicyProbe(Night).Decide("2026-06-01 22:00", deadline: deadline, mayWait: mayWait));

        Assert.Equal(("quiet-hours", true), (refused.Reason, refused.Blocked));
    }

    [Fact]
    public void Case11_AnExemptNotice_IsHeldBackByTheNightOnly_EvenWhereACapOrTheGapNamesIt()
    {
        var named = ContactPolicyProbe.Rolling(1, Duration.FromDays(30), "full")
            with
        { Limits = ["service", "renewal"], Counts = ["service", "renewal"] };
        var policy = ContactPolicyProbe.Policy(named) with
        {
            Exempt = ["service"],
            QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00")],
            Gap = new ContactGap(Duration.FromDays(1), ["service", "renewal"]),
        };

        Assert.Equal("granted", new ContactPolicyProbe(policy).Sent("2026-06-01 20:00").Request("2026-06-01 20:30", "service"));
        Assert.Equal("defer 2026-06-02 09:00 quiet-hours",
            new ContactPolicyProbe(policy).Sent("2026-06-01 20:00").Request("2026-06-01 22:30", "service"));
        Assert.Equal("granted",
            new ContactPolicyProbe(policy) { AnyHour = true }.Sent("2026-06-01 20:00").Request("2026-06-01 22:30", "service"));
        Assert.Equal("defer 2026-06-02 09:00 quiet-hours",
            new ContactPolicyProbe(policy) { AnyHour = true }.Request("2026-06-01 22:30")); // of another category it means nothing
        Assert.Equal("defer 2026-07-01 12:00 gap",
            new ContactPolicyProbe(policy).Add(ContactStatus.Sent, "service", "2026-06-01 12:00").Request("2026-06-01 12:01"));
        Assert.Equal("granted",
            new ContactPolicyProbe(Day with { Exempt = ["service"] }).Add(ContactStatus.Sent, "service", "2026-06-01 12:00")
            .Request("2026-06-01 12:01"));
    }

    [Theory]
    [InlineData("renewal", "refused do-not-disturb")]
    [InlineData("service", "granted")]
    public void Case12_DoNotDisturbAlwaysWins_ButForNotices(string category, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(
                Day with { Exempt = ["service"] })
            {
                Profile = ContactPolicyProbe.Reachable("Asia/Taipei") with { DoNotDisturb = true }
            }.Request("2026-06-01 12:00",
                    category));

    [Theory]
    [InlineData("2024-03-10 01:59:59")]
    [InlineData("2024-03-10 03:00")]
    public void Case13_QuietTimeThatTheZoneSkips_DoesNotExistThatDay(string asked) =>
        Assert.Equal("granted",
            new ContactPolicyProbe(ContactPolicyProbe.Policy() with { QuietHours = [ContactPolicyProbe.Quiet("02:00", "02:30")] },
                "America/New_York").Request(asked));
}
