using System.Collections.Immutable;
using Campaigns.Decisions.Contacts.Rules;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>
/// Finds places for one customer's messages at one instant: for one that asks, and for those that must make way for it or for each other.
/// </summary>
internal sealed class Placement(ContactLedger ledger, CustomerProfile profile, ContactPolicy policy, int? limitOverride, Instant now)
    : IDisposable
{
    /// <summary>The longest search for a new place.</summary>
    private static readonly Duration Horizon = Duration.FromDays(400);

    private readonly DateTimeZone _zone = profile.ZoneOr(policy.TimeZone);
    private readonly PlacedContacts _contacts = new(ledger, policy, now);

    // Messages of one kind meet the same rules, and none finds a place where another has found that there is none.
    private ContactClaim _claim;
    private SharedCapRules? _shared;
    private TimingRules? _rules;
    private (Instant From, Instant Before) _barren;

    /// <summary>The rules for a message that asks for a place.</summary>
    public TimingRules RulesFor(ContactClaim claim, SharedCapRules? shared = null)
    {
        _contacts.ShowTo(claim);
        return Rules(claim, shared);
    }

    /// <summary>The rules for a message whose turn has come.</summary>
    /// <param name="due">The message.</param>
    /// <param name="shared">The caps it shares with other customers, where their contacts are known.</param>
    public TimingRules RulesForDue(LedgerEntry due, SharedCapRules? shared)
    {
        _contacts.ShowToDue(due);
        return Rules(ContactClaim.Of(due), shared);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _contacts.Dispose();

    /// <summary>
    /// Finds new places for the reserved contacts that a newcomer displaces, the highest first, and for those that they displace in turn.
    /// </summary>
    /// <param name="taker">The newcomer, in its place.</param>
    /// <param name="first">Whom it displaces.</param>
    public ImmutableArray<DisplacedContact> DisplaceAll(LedgerEntry taker, List<LedgerEntry> first)
    {
        if (first.Count == 0)
            return [];
        _rules = null; // what was shown to the newcomer
        _contacts.Remove(taker.Message);
        var displacements = ImmutableArray.CreateBuilder<DisplacedContact>(first.Count);
        // Whoever is displaced ranks below its taker, so in falling rank nobody is displaced again after being placed.
        var displaced = new PriorityQueue<(LedgerEntry Entry, LedgerEntry Taker), (int, Instant)>(first.Count);
        Displace(first, taker);
        _contacts.Insert(taker);
        while (displaced.TryDequeue(out var next, out _))
        {
            var why = new BlockingReason(OutrankedRule.ReasonFor(next.Taker)) { Used = [next.Taker.Message] };
            var rescheduled = Reschedule(next.Entry, why, Instant.Max(now, next.Entry.At), out var further);
            displacements.Add(rescheduled);
            if (rescheduled.Until is not { } until)
                continue;
            var moved = next.Entry with { At = until };
            Displace(further, moved);
            _contacts.Insert(moved);
        }

        return displacements.DrainToImmutable();

        void Displace(List<LedgerEntry> entries, LedgerEntry by)
        {
            foreach (var entry in entries)
            {
                _contacts.Remove(entry.Message);
                displaced.Enqueue((entry, by), (-entry.Priority, entry.At));
            }

            if (entries.Count > 0)
                _barren = default; // they have left room
        }
    }

    /// <summary>Finds the next place of a contact that lost its own, and has been taken from the others.</summary>
    /// <param name="entry">The contact.</param>
    /// <param name="why">Why it lost its place.</param>
    /// <param name="from">The earliest it wants.</param>
    /// <param name="displaced">Who must make way for it there.</param>
    /// <param name="shared">The caps it shares with other customers, where their contacts are known.</param>
    public DisplacedContact Reschedule(
        LedgerEntry entry, BlockingReason why, Instant from, out List<LedgerEntry> displaced, SharedCapRules? shared = null)
    {
        displaced = [];
        var claim = ContactClaim.Of(entry) with { Message = default }; // whichever of its kind: it is not among them
        if (_rules is null || claim != _claim || shared != _shared)
        {
            _rules = RulesFor(claim, shared);
            (_claim, _shared, _barren) = (claim, shared, default);
        }

        var last = entry.Unmovable ? from : Instant.Min(entry.Deadline ?? Instant.MaxValue, now + Horizon);
        var known = from >= _barren.From && from < _barren.Before;
        var until = _rules.Earliest(known ? _barren.Before : from, last, out var reached);
        _barren = (known ? _barren.From : from, reached);
        if (until is { } at)
            displaced = _rules.Displaced(at);
        return new(entry, until, until is null ? why : why with { Frees = until });
    }

    /// <summary>Takes a contact from the others: it has lost its place.</summary>
    public void Remove(LedgerEntry entry)
    {
        _rules = null;
        _contacts.Remove(entry.Message);
    }

    private TimingRules Rules(ContactClaim claim, SharedCapRules? shared) =>
        new(claim, _contacts, policy, profile.Id, _zone, limitOverride, shared);
}
