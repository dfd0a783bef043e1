using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

public sealed class TimingTests
{
    [Theory]
    [InlineData("Europe/Madrid", "2026-03-28 23:00", "21:00", "09:00", "2026-03-29 09:00")] // the night the clocks go forward
    [InlineData("Europe/Madrid", "2026-10-24 23:00", "21:00", "09:00", "2026-10-25 09:00")] // and back
    [InlineData("Europe/Madrid", "2026-03-29 01:30", "01:00", "02:30", "2026-03-29 03:00")] // its end is skipped: the end of the skip
    [InlineData("Europe/Madrid", "2026-10-25 01:30", "01:00", "02:30", "2026-10-25 02:30")] // its end comes twice: the first
    [InlineData("Asia/Kolkata", "2026-06-01 22:00", "21:30", "08:30", "2026-06-02 08:30")] // half-hour zone
    [InlineData("Asia/Kathmandu", "2026-06-02 03:00", "21:15", "08:45", "2026-06-02 08:45")]
    [InlineData("America/Asuncion", "2023-09-30 23:30", "23:00", "00:00", "2023-10-01 01:00")] // midnight is skipped
    [InlineData("America/Santiago", "2024-09-08 01:30", "00:00", "06:00", "2024-09-08 06:00")]
    [InlineData("Pacific/Apia", "2011-12-29 22:00", "21:00", "09:00", "2011-12-31 09:00")] // a whole day is skipped
    public void QuietHours_AcrossMidnightAndClockChanges_EndAtTheLocalTime(string zone, string asked, string from, string to, string until)
    {
        var policy = ContactPolicyProbe.Policy() with { QuietHours = [ContactPolicyProbe.Quiet(from, to)] };

        Assert.Equal($"defer {until} quiet-hours", new ContactPolicyProbe(policy, zone).Request(asked));
    }

    [Theory]
    [InlineData("2026-06-06 23:00", "defer 2026-06-07 09:00 quiet-hours")] // began on Saturday
    [InlineData("2026-06-07 08:00", "defer 2026-06-07 09:00 quiet-hours")]
    [InlineData("2026-06-07 22:00", "granted")] // Sunday's own does not exist
    public void QuietHours_OnWeekdays_BelongToTheDayTheyBeginOn(string asked, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy()
                with
                { QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00", IsoDayOfWeek.Saturday)] }).Request(asked));

    [Fact]
    public void QuietHours_OneAfterTheOther_EndWithTheLast() =>
        Assert.Equal("defer 2026-06-07 12:00 quiet-hours", new ContactPolicyProbe(ContactPolicyProbe.Policy() with
        {
            QuietHours = [ContactPolicyProbe.Quiet("00:00", "12:00", IsoDayOfWeek.Sunday), ContactPolicyProbe.Quiet("21:00", "09:00")],
        }).Request("2026-06-06 22:00"));

    [Fact]
    public void QuietHours_OfOtherChannels_DoNotHoldBack() =>
        Assert.Equal("granted",
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy()
                with
                { QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00") with { Channels = [Channel.Call] }] }).Request(
                    "2026-06-06 22:00"));

    [Theory]
    [InlineData("Mars/Olympus", "defer 2026-06-02 09:00 quiet-hours")]
    [InlineData(null, "defer 2026-06-02 09:00 quiet-hours")]
    public void UnknownOrMissingZone_ThePolicysOwnApplies(string? zone, string answer)
    {
        var profile = ContactPolicyProbe.Reachable("x");
        profile = profile with { Attributes = profile.Attributes.With([new("time_zone", zone)]) };

        Assert.Equal(answer,
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy() with { QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00")] })
            {
                Profile = profile
            }.Request("2026-06-01 22:00"));
    }

    [Theory]
    [InlineData(CalendarUnit.Day, "2026-06-03 23:59:59", "2026-06-04 00:00")]
    [InlineData(CalendarUnit.Week, "2026-06-03 12:00", "2026-06-08 00:00")]
    [InlineData(CalendarUnit.Month, "2026-06-03 12:00", "2026-07-01 00:00")]
    public void CalendarCap_FreesWithTheCustomersNextUnit(CalendarUnit unit, string asked, string until)
    {
        var deliveries = new ContactPolicyProbe(ContactPolicyProbe.Policy(ContactPolicyProbe.Calendar(1, unit))).Sent("2026-06-03 00:00");

        Assert.Equal($"defer {until} cap:cap", deliveries.Request(asked));
        Assert.Equal("granted", deliveries.Request("2026-05-31 23:59:59"));
    }

    [Fact]
    public void CalendarWeek_MayBeginOnSunday() =>
        Assert.Equal("granted",
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy(ContactPolicyProbe.Calendar(1, CalendarUnit.Week)) with { WeekStart = IsoDayOfWeek.Sunday }).Sent(
                    "2026-06-06 23:00").Request("2026-06-07 00:00"));

    [Fact]
    public void CalendarDay_WhoseMidnightIsSkipped_BeginsAtOne() =>
        Assert.Equal("defer 2023-10-01 01:00 cap:cap",
            new ContactPolicyProbe(ContactPolicyProbe.Policy(ContactPolicyProbe.Calendar(1, CalendarUnit.Day)),
                "America/Asuncion").Sent("2023-09-30 10:00").Request("2023-09-30 23:59:59"));

    [Theory]
    [InlineData("2026-07-01 09:59:59", "defer 2026-07-01 10:00 cap:cap")]
    [InlineData("2026-07-01 10:00", "granted")]
    public void RollingCap_IsExactToTheSecond(string asked, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(1, Duration.FromDays(30)))).Sent("2026-06-01 10:00")
            .Request(asked));

    [Fact]
    public void SeveralCaps_AllApply_TheFirstNamesTheReason() =>
        Assert.Equal("defer 2026-06-08 10:00 cap:day",
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy(ContactPolicyProbe.Calendar(1, CalendarUnit.Day, "day"),
                    ContactPolicyProbe.Rolling(1, Duration.FromDays(7), "week"))).Sent("2026-06-01 10:00").Request("2026-06-01 12:00"));

    [Theory]
    [InlineData(CalendarUnit.Day)]
    [InlineData(null)]
    public void LimitZero_RefusesForGood(CalendarUnit? unit) =>
        Assert.Equal("refused cap:cap",
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy(unit is { } calendar ? ContactPolicyProbe.Calendar(0, calendar)
                    : ContactPolicyProbe.Rolling(0, Duration.FromDays(1)))).Request("2026-06-01 12:00"));

    [Theory]
    [InlineData(1, "defer 2026-06-02 10:00 cap:cap")]
    [InlineData(9, "granted")]
    [InlineData(0, "refused cap:cap")]
    public void LimitOverride_OnlyLowers(int own, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(2, Duration.FromDays(1)))) { Override = own }.Sent(
                "2026-06-01 10:00").Request("2026-06-01 12:00"));

    [Fact]
    public void LimitOverride_DoesNotRaise() =>
        Assert.Equal("defer 2026-06-02 10:00 cap:cap",
            new ContactPolicyProbe(ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(1, Duration.FromDays(1)))) { Override = 9 }.Sent(
                "2026-06-01 10:00").Request("2026-06-01 12:00"));

    [Theory]
    [InlineData("2026-06-01 09:59:59", "granted")]
    [InlineData("2026-06-01 10:00", "granted")] // exactly the gap before
    [InlineData("2026-06-01 10:00:01", "defer 2026-06-03 10:00 gap")]
    [InlineData("2026-06-03 09:59:59", "defer 2026-06-03 10:00 gap")]
    [InlineData("2026-06-03 10:00", "granted")]
    public void Gap_IsKeptInBothDirections(string asked, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(ContactPolicyProbe.Policy() with { Gap = new ContactGap(Duration.FromDays(1), []) }).Sent(
                "2026-06-02 10:00").Request(asked));

    [Fact]
    public void PlannedContactsAndAgentTasks_UseNothingUp()
    {
        var deliveries = new ContactPolicyProbe(
            ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(1, Duration.FromDays(1)))
            with
            { Gap = new ContactGap(Duration.FromDays(1), []) }).Add(ContactStatus.Planned, "renewal", "2026-06-01 11:00");

        Assert.Equal("granted", deliveries.Request("2026-06-01 12:00"));
        Assert.False(
            new LedgerEntry(new("t"), ContactStatus.Reserved, deliveries.At("2026-06-01 11:00"), Channel.Agent, "task", 0, new("test~x~1"),
                new("s")).Counts);
    }

    [Fact]
    public void Reasons_ComeInTheOrderOfTheRules()
    {
        var policy = ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(1, Duration.FromDays(1)))
            with
        { Gap = new ContactGap(Duration.FromHours(30), []), QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00")] };
        ContactPolicyProbe With(Func<CustomerProfile, CustomerProfile> change) =>
            new ContactPolicyProbe(policy) { Profile = change(ContactPolicyProbe.Reachable("Asia/Taipei")) }.Sent("2026-06-01 20:00");

        Assert.Equal("refused erased", With(p => p with { ErasedAt = Instant.MinValue, DoNotDisturb = true }).Request("2026-06-01 22:00"));
        Assert.Equal("refused do-not-disturb", With(p => p with { DoNotDisturb = true, Consents = [] }).Request("2026-06-01 22:00"));
        Assert.Equal("refused no-consent:sms:marketing", With(p => p with { Consents = [] }).Request("2026-06-01 22:00"));
        Assert.Equal("refused unreachable:sms", With(p => p with { Attributes = AttributeBag.Empty }).Request("2026-06-01 22:00"));
        Assert.Equal("defer 2026-06-03 09:00 quiet-hours", With(p => p).Request("2026-06-01 22:00"));
        Assert.Equal("defer 2026-06-03 09:00 gap", With(p => p).Request("2026-06-02 12:00"));
        Assert.Equal("refused expired", With(p => p).Request("2026-06-01 22:00", deadline: "2026-06-01 21:59"));
    }
}
