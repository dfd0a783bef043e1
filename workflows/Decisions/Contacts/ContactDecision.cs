using System.Collections.Immutable;
using Campaigns.Decisions.Contacts.Rules;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>
/// The contact policy as a pure function: may this message go to this customer, when, and if not, why. The caller makes
/// the answer true by writing the ledger with compare-and-swap; until then it is only an opinion.
/// </summary>
public static class ContactDecision
{
    /// <summary>How far a search for a free instant looks, so that the explanation of a refusal can name one.</summary>
    private static readonly Duration Horizon = Duration.FromDays(400);

    /// <summary>
    /// Decides. The first rule that blocks names the reason; a deferral is to the earliest instant at which all rules
    /// allow it. Reserved contacts of lower priority do not block: a grant says which of them must make way, and to when.
    /// </summary>
    public static ContactResult Decide(
        ContactRequest request, ContactLedger ledger, CustomerProfile profile, ContactPolicy policy, Instant now)
    {
        if (ledger.Find(request.Message) is { Counts: true } already)
            return new ContactResult.Reserved(already.Message, already.Channel, already.At);
        if (ContactEligibility.Find(request, profile, policy, now, out var refusal) is not { } channel)
            return new ContactResult.Refused(refusal!, Blocked: false);
        if (request.Holdout)
            return new ContactResult.Refused(new(ContactReason.Holdout), Blocked: false);
        var from = request.NotBefore > now ? request.NotBefore.Value : now;
        if (from > request.Deadline)
            return new ContactResult.Refused(new(ContactReason.Expired) { Frees = request.Deadline }, Blocked: true);

        using var placement = new Placement(ledger, profile, policy, request.LimitOverride, now);
        var rules = placement.RulesFor(ContactClaim.Of(request, channel));
        if (rules.FirstAgainst(from) is not { } against)
        {
            var displaced = rules.Displaced(from);
            if (displaced.Count == 0)
                return new ContactResult.Reserved(request.Message, channel, from);
            var entry = new LedgerEntry(request.Message, ContactStatus.Reserved, from, channel, request.Category, request.Priority,
                request.Enrollment, request.Step)
            {
                Deadline = request.Deadline,
                Unmovable = !request.MayWait,
                Important = request.Important,
                AnyHour = request.AnyHour,
            };
            return new ContactResult.Reserved(request.Message, channel, from) { Displaced = placement.DisplaceAll(entry, displaced) };
        }

        var why = against.Explain(from);
        // Told to wait though it would be past the deadline, people ask until when: so the search goes on to the horizon.
        return request.MayWait && rules.Earliest(from, now + Horizon, out _) is { } at && at <= request.Deadline
            ? new ContactResult.Deferred(at, why) { Channel = channel }
            : new ContactResult.Refused(why, Blocked: true);
    }

    /// <summary>
    /// Whether a reserved contact whose turn has come may go out at this instant. Held back by what has gone out, what is
    /// planned of higher priority, and the reserved ones before it; those behind it are held back by it in their turn.
    /// </summary>
    /// <param name="entry">The contact.</param>
    /// <param name="ledger">The customer's contacts.</param>
    /// <param name="profile">The customer.</param>
    /// <param name="policy">The contact policy.</param>
    /// <param name="limitOverride">The customer's own limit; null: none.</param>
    /// <param name="now">The instant.</param>
    /// <param name="shared">What its household and its address have had, itself left out; null: not looked at yet.</param>
    /// <returns>Empty when it may; otherwise where it moves, and then those that make way for it there.</returns>
    public static ImmutableArray<DisplacedContact> Recheck(
        LedgerEntry entry, ContactLedger ledger, CustomerProfile profile, ContactPolicy policy, int? limitOverride, Instant now,
        IReadOnlyList<SharedContacts>? shared = null)
    {
        using var sharedRules = shared is null ? null : new SharedCapRules(ContactClaim.Of(entry), shared, profile, policy, now);
        using var placement = new Placement(ledger, profile, policy, limitOverride, now);
        if (placement.RulesForDue(entry, sharedRules).FirstAgainst(now) is not { } against)
            return [];
        var why = against.Explain(now);
        placement.Remove(entry);
        var rescheduled = placement.Reschedule(entry, why, now, out var displaced, sharedRules);
        return rescheduled.Until is { } until
            ? [rescheduled, .. placement.DisplaceAll(entry with { At = until }, displaced)]
            : [rescheduled];
    }
}
