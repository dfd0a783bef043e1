using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using CsCheck;
using NodaTime;
using static Campaigns.Decisions.Tests.Contacts.ContactGenerators;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>What holds for every policy, ledger and request.</summary>
public sealed class ContactLawTests
{
    private static readonly Duration Longest = Duration.FromDays(40);

    [Fact]
    public void Answer_IsTheEarliestMinuteThatEveryRuleAllows() =>
        Gen.Select(Policy, Ledger, Request).Sample((policy, ledger, request) =>
        {
            var answered = When(Decide(policy, ledger, request));
            var wanted = Entry(request, request.NotBefore is { } later && later > Now ? later : Now);
            var last = wanted.At + Longest;
            while (wanted.At < last && !ContactPolicyOracle.Allows(policy, wanted, ledger, Zone))
                wanted = wanted with { At = wanted.At + Minute };
            if (wanted.At < last)
                Assert.Equal(wanted.At, answered);
            else
                Assert.True(answered is null || answered >= last, $"{answered} is too early");
        }, iter: 1_000);

    [Fact]
    public void HigherPriority_IsNeverWorseOffForTheLowerOnesThere() =>
        Gen.Select(Policy, Ledger, Request).Sample((policy, ledger, request) =>
        {
            var alone = ledger.Entries
                .Where(e =>
                    e.Status is ContactStatus.Reserved or ContactStatus.Planned && e.Priority < request.Priority && e.Category != "service")
                .Aggregate(ledger, (left, lower) => left.Without(lower.Message));

            Assert.Equal(When(Decide(policy, alone, request)), When(Decide(policy, ledger, request)));
        }, iter: 3_000);

    [Fact]
    public void HigherLimits_NeverMakeItLater() =>
        Gen.Select(Policy, Ledger, Request, Gen.Int[1, 3]).Sample((policy, ledger, request, more) =>
        {
            var looser = policy with { Caps = [.. policy.Caps.Select(cap => cap with { Limit = cap.Limit + more })] };
            var (before, after) = (When(Decide(policy, ledger, request)), When(Decide(looser, ledger, request)));

            Assert.True((after ?? Instant.MaxValue) <= (before ?? Instant.MaxValue),
                $"{before} with the lower limits, {after} with the higher");
        }, iter: 3_000);

    [Fact]
    public void SameInputs_SameAnswer_InWhateverOrderTheLedgerGrew() =>
        Gen.Select(Policy, Ledger, Request).Sample((policy, ledger, request) =>
        {
            var backwards = ledger.Entries.Reverse().Aggregate(ContactLedger.Empty, (built, entry) => built.With(entry));
            var (one, other) = (Decide(policy, ledger, request), Decide(policy, backwards, request));

            Assert.Equal(When(one), When(other));
            Assert.Equal(one.GetType(), other.GetType());
        }, iter: 1_000);

    [Fact]
    public void Displaced_AreOfLowerPriority_OnlyOnce_AndRescheduledWhereAllowed() =>
        Gen.Select(Policy, Ledger, Request).Sample((policy, ledger, request) =>
        {
            if (Decide(policy, ledger, request) is not ContactResult.Reserved granted)
                return;
            var after = Apply(ledger, request, granted);

            Assert.All(granted.Displaced, displaced =>
                Assert.True(displaced.Entry.Priority < request.Priority && displaced.Entry.Status == ContactStatus.Reserved));
            Assert.Equal(granted.Displaced.Length, granted.Displaced.DistinctBy(displaced => displaced.Entry.Message).Count());
            // Each was placed beside those placed before it: the last one sees all others, the newcomer none of them.
            foreach (var displaced in granted.Displaced.Reverse())
            {
                if (after.Find(displaced.Entry.Message) is { } placed)
                    Assert.True(ContactPolicyOracle.Allows(policy, placed, after, Zone), $"{placed} may not go then");
                after = after.Without(displaced.Entry.Message);
            }

            Assert.True(ContactPolicyOracle.Allows(policy, after.Find(request.Message)!, after, Zone));
        }, iter: 3_000);

    [Fact]
    public void NotInTheWay_IsNotDisplaced() =>
        Gen.Select(Policy, Ledger, Request).Sample((policy, ledger, request) =>
        {
            if (Decide(policy, ledger, request) is not ContactResult.Reserved granted)
                return;
            // Were all of the newcomer's own rank: with those gone that made way it has room, and with any one of them back it has none.
            var equals = ledger.Entries.Where(e => e.Status == ContactStatus.Reserved)
                .Aggregate(ledger, (all, e) => all.With(e with { Priority = request.Priority }));
            var direct = granted.Displaced.Where(displaced => displaced.BlockedBy.Used.Single() == request.Message)
                .Select(displaced => displaced.Entry.Message).ToList();
            foreach (var back in direct)
            {
                var left = direct.Where(gone => gone != back).Aggregate(equals, (rest, gone) => rest.Without(gone));
                Assert.False(ContactPolicyOracle.Allows(policy, Entry(request, granted.At), left, Zone), $"{back} made way needlessly");
            }
        }, iter: 3_000);

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public void WhateverGoesOut_KeepsEveryRule_HoweverLongTheQueues(int slowest) =>
        Gen.Select(Policy, Gen.Select(Gen.Int[0, 400], Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[0, 1], Gen.Int[0, 900]).Array[1, 25])
        .Sample((policy, asks) =>
        {
            var day = new SendingSimulation(policy, slowest);
            foreach (var (pause, category, priority, channel, preference) in asks)
            {
                day.RunTo(day.Now + (Minute * pause));
                day.Ask(new[] { "renewal", "crosssell", "service" }[category], priority * 10, channel == 0 ? Channel.Sms : Channel.Email,
                    Minute * (preference > 450 ? preference : 0));
            }

            day.RunTo(day.Now + Duration.FromDays(200));

            Assert.True(ContactPolicyOracle.Kept(policy, day.Sent, Zone), "what went out breaks a rule");
            Assert.DoesNotContain(day.Ledger.Entries, entry => entry.Status is ContactStatus.Reserved or ContactStatus.Planned);
        }, iter: 500);

    internal static ContactLedger Apply(ContactLedger ledger, ContactRequest request, ContactResult.Reserved granted)
    {
        ledger = ledger.With(Entry(request, granted.At) with { Channel = granted.Channel });
        foreach (var displaced in granted.Displaced)
            ledger = displaced.Until is { } until ? ledger.With(displaced.Entry with { At = until })
                : ledger.Without(displaced.Entry.Message);
        return ledger;
    }

    private static LedgerEntry Entry(ContactRequest request, Instant at) => new(
        request.Message, ContactStatus.Reserved, at, request.Channels[0], request.Category, request.Priority, request.Enrollment,
        request.Step)
    { Deadline = request.Deadline };
}
