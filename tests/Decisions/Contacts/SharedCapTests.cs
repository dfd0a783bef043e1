using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using CsCheck;
using NodaTime;
using static Campaigns.Decisions.Tests.Contacts.ContactGenerators;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>Caps of a household and of an address, held against a second, plain implementation, and case by case.</summary>
public sealed class SharedCapTests
{
    private static readonly Duration Longest = Duration.FromDays(35);
    private static readonly JourneyId Journey = new("j1");

    private static readonly Gen<ImmutableArray<SharedContact>> Contacts =
        Gen.Select(Gen.Int[0, 36 * 60], Gen.Int[0, 1], Gen.Int[0, 2]).Array[0, 8].Select(contacts => contacts
            .Select((contact, i) => new SharedContact(new($"o{i}"), Start + (Minute * contact.Item1),
                contact.Item2 == 0 ? Channel.Sms : Channel.Email, contact.Item3 switch { 0 => "renewal", 1 => "crosssell", _ => "service" }, Journey))
            .ToImmutableArray());

    /// <summary>Any policy, with its caps made those of a household, of an address, or of the customer.</summary>
    private static readonly Gen<ContactPolicy> AnyPolicy = Gen.Select(Policy, Gen.Int[0, 2].Array[3]).Select((policy, scopes) =>
    {
        var caps = policy.Caps.Select((cap, i) => cap with { Per = (CapScope)scopes[i] }).ToImmutableArray();
        return policy with
        {
            Caps = caps.RemoveAll(cap => cap.Per != CapScope.Customer),
            SharedCaps = caps.RemoveAll(cap => cap.Per == CapScope.Customer),
        };
    });

    private static LedgerEntry Due(ContactRequest request) => new(
        request.Message, ContactStatus.Reserved, Now, request.Channels[0], request.Category, request.Priority, request.Enrollment, request.Step)
    {
        Deadline = Start + Duration.FromDays(90),
    };

    private static bool Allows(
        ContactPolicy policy, LedgerEntry message, ContactLedger own, IReadOnlyList<SharedContacts> shared) =>
        ContactPolicyOracle.Allows(policy, message, own, Zone)
        && shared.All(ledger => ContactPolicyOracle.Allows(
            new() { TimeZone = Zone, Exempt = policy.Exempt, Caps = policy.SharedCaps.RemoveAll(cap => cap.Per != ledger.Scope) }, message,
            ledger.Contacts.Aggregate(ContactLedger.Empty, (all, contact) => all.With(new(contact.Message, ContactStatus.Sent, contact.At,
                contact.Channel, contact.Category, 0, new("j1~x~1"), new("s")))), Zone));

    [Fact]
    public void DueMessage_GoesOrMovesToTheEarliestMinuteThatEveryRuleAllows() =>
        Gen.Select(AnyPolicy, Contacts, Contacts, Request).Sample((policy, household, address, request) =>
        {
            var due = Due(request);
            SharedContacts[] shared = [new(CapScope.Household, household), new(CapScope.Address, address)];
            var ledger = ContactLedger.Empty.With(due);
            var profile = ContactPolicyProbe.Reachable(Zone.Id);
            var wanted = due;
            while (wanted.At < Now + Longest && !Allows(policy, wanted, ContactLedger.Empty, shared))
                wanted = wanted with { At = wanted.At + Minute };

            var moved = ContactDecision.Recheck(due, ledger, profile, policy, limitOverride: null, Now, shared);

            if (wanted.At < Now + Longest)
                Assert.Equal(wanted.At, moved.IsEmpty ? Now : moved[0].Until);
            else
                Assert.True(moved[0].Until is null || moved[0].Until >= Now + Longest);
            var isOwn = ContactDecision.Recheck(due, ledger, profile, policy, limitOverride: null, Now).IsEmpty;
            Assert.Equal(isOwn && !moved.IsEmpty, isOwn && SharedCaps.AreFull(due, shared, profile, policy, Now));
        }, iter: 500);

    [Fact]
    public void Scopes_AreThoseThatLimitOrCountTheMessage() =>
        Gen.Select(AnyPolicy, Request).Sample((policy, request) =>
        {
            var due = Due(request);
            var scopes = SharedCaps.ScopesOf(due, policy);
            foreach (var scope in new[] { CapScope.Household, CapScope.Address })
            {
                var caps = policy.SharedCaps.Where(cap => cap.Per == scope
                    && (cap.Channels.IsEmpty || cap.Channels.Contains(due.Channel))).ToList();
                var exempt = policy.Exempt.Contains(due.Category);
                var counts = caps.Exists(cap => cap.Counts.IsEmpty ? !exempt : cap.Counts.Contains(due.Category));
                var limits = !exempt && caps.Exists(cap => cap.Limits.IsEmpty || cap.Limits.Contains(due.Category));
                Assert.Equal(counts, SharedCaps.Count(due, scope, policy));
                Assert.Equal(counts || limits, scopes.Contains(scope));
            }

            Assert.Empty(SharedCaps.ScopesOf(due with { Channel = Channel.Agent }, policy));
        }, iter: 1_000);

    /// <summary>What is under way may be taken at any instant of its attempt, and counts as if that were now.</summary>
    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(false, 30, 0)]
    [InlineData(true, 0, 0)]
    [InlineData(true, 30, 30)]
    [InlineData(true, 60, 60)]
    [InlineData(true, 3600, 60)] // its host was killed before it could write down the answer
    public void UnderWay_CountsAsIfItWereTakenNow_AsLongAsAnAttemptMayLast(bool underWay, int age, int supposed)
    {
        var contact = new SharedContact(new("o"), Start, Channel.Sms, "renewal", Journey) { UnderWay = underWay };

        Assert.Equal(Start + Duration.FromSeconds(supposed), contact.SupposedAt(Start + Duration.FromSeconds(age)));
    }

    [Fact]
    public void WhatTheCustomerPrefers_LeavesTheCapsOfOthersAlone()
    {
        var policy = ContactPolicyProbe.Policy() with
        {
            SharedCaps = [ContactPolicyProbe.Rolling(2, Duration.FromDays(7)) with { Per = CapScope.Household }],
        };
        var profile = ContactPolicyProbe.Reachable(Zone.Id) with { Preferences = new() { Less = true, At = Start, How = "app" } };

        Assert.Equal(2, policy.For(profile).SharedCaps[0].Limit);
    }
}
