using System.Collections.Immutable;
using Campaigns.Decisions.Contacts.Rules;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>
/// Finds places for one customer's messages at one instant: for those that must make way again, and for those that must make way for them.
/// </summary>
internal sealed class Placement(CustomerProfile profile, ContactPolicy policy, int? limitOverride, Instant now)
{
    /// <summary>The longest search for a new place.</summary>
    private static readonly Duration Horizon = Duration.FromDays(400);

    private readonly DateTimeZone _zone = profile.ZoneOr(policy.TimeZone);

    /// <summary>The rules for a message that asks for a place.</summary>
    public TimingRules RulesFor(ContactClaim claim, ContactLedger ledger) =>
        Rules(claim, CompetingContacts.ForRequest(claim, ledger, policy, now));

    /// <summary>The rules for a message that sees these contacts.</summary>
    public TimingRules Rules(ContactClaim claim, CompetingContacts competing) =>
        new(claim, competing, policy, profile.Id, _zone, limitOverride);

    /// <summary>
    /// Finds new places for the reserved contacts that a newcomer displaces, the highest first, and for those that they displace in turn.
    /// </summary>
    /// <param name="taker">The newcomer, in its place.</param>
    /// <param name="first">Whom it displaces.</param>
    /// <param name="ledger">The ledger with the newcomer in it.</param>
    public ImmutableArray<DisplacedContact> DisplaceAll(LedgerEntry taker, List<LedgerEntry> first, ContactLedger ledger)
    {
        if (first.Count == 0)
            return [];
        var displacements = ImmutableArray.CreateBuilder<DisplacedContact>();
        // Whoever is displaced ranks below its taker, so in falling rank nobody is displaced again after being placed.
        var displaced = new PriorityQueue<(LedgerEntry Entry, LedgerEntry Taker), (int, Instant)>();
        Displace(first, taker);
        while (displaced.TryDequeue(out var next, out _))
        {
            var why = new BlockingReason(OutrankedRule.ReasonFor(next.Taker)) { Used = [next.Taker.Message] };
            var rescheduled = Reschedule(next.Entry, why, ledger, Instant.Max(now, next.Entry.At), out var further);
            displacements.Add(rescheduled);
            if (rescheduled.Until is not { } until)
                continue;
            var moved = next.Entry with { At = until };
            ledger = ledger.With(moved);
            Displace(further, moved);
        }

        return displacements.DrainToImmutable();

        void Displace(List<LedgerEntry> entries, LedgerEntry by)
        {
            foreach (var entry in entries)
            {
                ledger = ledger.Without(entry.Message);
                displaced.Enqueue((entry, by), (-entry.Priority, entry.At));
            }
        }
    }

    /// <summary>Finds the next place of a contact that lost its own.</summary>
    /// <param name="entry">The contact.</param>
    /// <param name="why">Why it lost its place.</param>
    /// <param name="ledger">The ledger without it.</param>
    /// <param name="from">The earliest it wants.</param>
    /// <param name="displaced">Who must make way for it there.</param>
    public DisplacedContact Reschedule(
        LedgerEntry entry, BlockingReason why, ContactLedger ledger, Instant from, out List<LedgerEntry> displaced)
    {
        displaced = [];
        var rules = RulesFor(ContactClaim.Of(entry), ledger);
        var last = entry.Unmovable ? from : Instant.Min(entry.Deadline ?? Instant.MaxValue, now + Horizon);
        var until = rules.Earliest(from, last);
        if (until is { } at)
            displaced = rules.Displaced(at);
        return new(entry, until, until is null ? why : why with { Frees = until });
    }
}
