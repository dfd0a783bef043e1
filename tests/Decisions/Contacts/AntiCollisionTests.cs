using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>Who keeps a place, and who makes way for whom.</summary>
public sealed class AntiCollisionTests
{
    private static readonly ContactPolicy Apart = ContactPolicyProbe.Policy()
        with
    { Gap = new ContactGap(Duration.FromHours(24), []), LookAhead = Duration.FromDays(7) };
    private static readonly ContactPolicy Two = ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(2, Duration.FromDays(7)))
        with
    { LookAhead = Duration.FromDays(7) };

    [Theory]
    [InlineData(80, "defer 2026-06-05 10:00 outranked:other")] // of higher priority: keeps its place
    [InlineData(50, "granted 2026-06-03 15:00")] // equal or lower ones that are only planned do not
    [InlineData(20, "granted 2026-06-03 15:00")]
    public void Planned_CountsAgainstLowerPrioritiesOnly(int priority, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(Apart).Add(ContactStatus.Planned, "other", priority, "2026-06-04 10:00")
            .Request("2026-06-03 15:00", "asked", 50).Answer);

    [Theory]
    [InlineData("2026-06-04 10:00", "granted 2026-06-03 10:00")] // exactly the gap away
    [InlineData("2026-06-04 09:59:59", "defer 2026-06-05 09:59:59 outranked:other")]
    public void Planned_TheGapAroundItIsHalfOpen(string planned, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(Apart).Add(ContactStatus.Planned, "other", 80, planned).Request("2026-06-03 10:00", "asked", 50).Answer);

    [Theory]
    [InlineData("2026-06-07 09:00", "defer 2026-06-08 09:00 outranked:other")] // within the week of both: two are all it holds
    [InlineData("2026-06-08 09:00:01", "granted 2026-06-01 09:00")] // further ahead than anybody looks
    public void Planned_IsSeenAsFarAsLookAhead(string planned, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy(ContactPolicyProbe.Rolling(2, Duration.FromDays(10))) with { LookAhead = Duration.FromDays(7) })
            .Sent("2026-05-29 09:00").Add(ContactStatus.Planned, "other", 80, planned).Request("2026-06-01 09:00", "asked", 50).Answer);

    [Fact]
    public void NoLookAhead_PlannedKeepsNothing() =>
        Assert.Equal("granted 2026-06-03 15:00",
            new ContactPolicyProbe(Apart with { LookAhead = Duration.Zero }).Add(ContactStatus.Planned, "other", 80, "2026-06-04 10:00")
            .Request("2026-06-03 15:00", "asked", 50).Answer);

    [Theory]
    [InlineData(ContactStatus.Reserved, 20, "granted 2026-06-03 10:00, other 2026-06-04 10:00 outranked:asked")]
    [InlineData(ContactStatus.Reserved, 50, "defer 2026-06-04 12:00 gap")] // equal: who reserved first stays
    [InlineData(ContactStatus.Reserved, 80, "defer 2026-06-04 12:00 outranked:other")]
    [InlineData(ContactStatus.Sending, 20, "defer 2026-06-04 12:00 gap")] // in the provider's hands: too late to take it back
    [InlineData(ContactStatus.Sent, 20, "defer 2026-06-04 12:00 gap")]
    [InlineData(ContactStatus.Unknown, 20, "defer 2026-06-04 12:00 gap")]
    public void Taken_IsDisplacedOnlyWhileReservedAndLower(ContactStatus status, int priority, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(Apart).Add(status, "other", priority, "2026-06-03 12:00").Request("2026-06-03 10:00", "asked", 50)
            .Answer);

    [Fact]
    public void Notice_OfLowerPriority_IsNotDisplaced() =>
        Assert.Equal("defer 2026-06-04 12:00 gap",
            new ContactPolicyProbe(
                Apart with { Exempt = ["service"], Gap = new ContactGap(Duration.FromHours(24), ["renewal", "service"]) })
                .Add(ContactStatus.Reserved, "notice", 1, "2026-06-03 12:00", "service").Request("2026-06-03 10:00", "asked", 50).Answer);

    [Fact]
    public void Cap_DisplacesTheLowest_AndNoMoreThanNeeded() =>
        Assert.Equal("granted 2026-06-03 10:00, low 2026-06-10 10:00 outranked:asked",
            new ContactPolicyProbe(Two).Add(ContactStatus.Reserved, "middle", 30, "2026-06-04 10:00")
            .Add(ContactStatus.Reserved, "low", 20, "2026-06-05 10:00").Request("2026-06-03 10:00", "asked", 50).Answer);

    [Fact]
    public void Bumped_DisplacesLowerContactsInTurn() =>
        Assert.Equal("granted 2026-06-03 10:00, middle 2026-06-04 10:00 outranked:asked, low 2026-06-05 10:00 outranked:middle",
            new ContactPolicyProbe(Apart).Add(ContactStatus.Reserved, "middle", 30, "2026-06-03 12:00")
            .Add(ContactStatus.Reserved, "low", 20, "2026-06-04 12:00").Request("2026-06-03 10:00", "asked", 50).Answer);

    [Theory]
    [InlineData("2026-06-04 10:00", true, "2026-06-04 10:00")]
    [InlineData("2026-06-04 09:59:59", true, "lost")] // no place before its deadline: it ends with that reason
    [InlineData("2026-06-09 10:00", false, "lost")] // would rather not be sent than put off
    public void Bumped_PastItsDeadlineOrNotToWait_IsLost_AndExplained(string deadline, bool mayWait, string place) =>
        Assert.Equal($"granted 2026-06-03 10:00, other {place} outranked:asked",
            new ContactPolicyProbe(Apart).Add(ContactStatus.Reserved, "other", 20, "2026-06-03 12:00", deadline: deadline, mayWait: mayWait)
            .Request("2026-06-03 10:00", "asked", 50).Answer);

    [Fact]
    public void Outranked_ComesBeforeGapAndCap_AndAfterQuietHours()
    {
        var policy = Apart
            with
        {
            QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00")],
            Caps = [ContactPolicyProbe.Rolling(1, Duration.FromDays(1))]
        };
        var deliveries = new ContactPolicyProbe(policy).Add(ContactStatus.Planned, "other", 80, "2026-06-04 10:00")
            .Sent("2026-06-03 08:00");

        Assert.Equal("defer 2026-06-05 10:00 outranked:other", deliveries.Request("2026-06-03 15:00", "asked", 50).Answer);
        Assert.Equal("defer 2026-06-05 10:00 quiet-hours", deliveries.Request("2026-06-03 21:00", "asked", 50).Answer);
    }

    [Fact]
    public void CapFullAlready_IsTheCapsReason_NotThePlannedOnes() =>
        Assert.Equal("defer 2026-06-09 10:00 cap:cap",
            new ContactPolicyProbe(Two).Sent("2026-06-01 10:00", "2026-06-02 10:00")
            .Add(ContactStatus.Planned, "other", 80, "2026-06-05 10:00").Request("2026-06-03 10:00", "asked", 50).Answer);

    [Theory]
    [InlineData("2026-06-03 12:05", "")] // the one behind it yields in its turn: a delay costs nobody a day
    [InlineData("2026-06-04 12:00", "late 2026-06-05 12:00 gap")]
    public void Late_IsHeldBackByThoseBeforeIt_NotByThoseBehind(string turn, string displacements)
    {
        var deliveries = new ContactPolicyProbe(Apart).Add(ContactStatus.Reserved, "late", 50, "2026-06-03 12:00")
            .Add(ContactStatus.Reserved, "behind", 50, "2026-06-04 12:00");
        if (displacements.Length > 0)
            deliveries = deliveries.Add(ContactStatus.Sent, "behind", 50, "2026-06-04 12:00");

        Assert.Equal(displacements, deliveries.Recheck("late", turn));
    }

    [Fact]
    public void Due_LowerPriority_YieldsToALaterPlan() =>
        Assert.Equal("asked 2026-06-05 10:00 outranked:other",
            new ContactPolicyProbe(Apart).Add(ContactStatus.Reserved, "asked", 20, "2026-06-03 15:00")
            .Add(ContactStatus.Planned, "other", 80, "2026-06-04 10:00").Recheck("asked", "2026-06-03 15:00"));

    [Theory]
    [InlineData("2026-06-03 12:30", "defer 2026-06-03 17:30 gap")] // due at noon and still in its queue: it goes out now at the earliest
    [InlineData("2026-06-10 12:00:01", "granted 2026-06-10 12:00:01")] // past its deadline it goes out no more
    public void Overdue_KeepsOthersOffFromNowOn(string asked, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(Apart with { Gap = new ContactGap(Duration.FromHours(5), []) }).Add(ContactStatus.Reserved, "other", 50,
                "2026-06-03 12:00").Request(asked, "asked", 50).Answer);
}
