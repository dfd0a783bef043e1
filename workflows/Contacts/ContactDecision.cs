using Campaigns.Workflows.Contacts.Rules;
using Campaigns.Workflows.Customers;
using NodaTime;

namespace Campaigns.Workflows.Contacts;

/// <summary>
/// The contact policy as a pure function: may this message go to this customer, when, and if not, why. The caller makes
/// the answer true by writing the ledger with compare-and-swap; until then it is only an opinion.
/// </summary>
public static class ContactDecision
{
    /// <summary>How far a search for a free instant looks beyond the deadline of a request, so that the explanation can name one.</summary>
    private static readonly Duration Horizon = Duration.FromDays(400);

    /// <summary>Decides. The first rule that blocks names the reason; a deferral is to the earliest instant at which all rules allow it.</summary>
    public static ContactAnswer Decide(ContactRequest request, ContactLedger ledger, CustomerProfile profile, ContactPolicy policy, Instant now)
    {
        if (ledger.Find(request.Message) is { Counts: true } already)
            return new ContactAnswer.Reserved(already.Message, already.Channel, already.At);
        if (Reach.Find(request, profile, policy, now, out var refusal) is not { } channel)
            return new ContactAnswer.Refused(refusal!, Blocked: false);
        if (request.Holdout)
            return new ContactAnswer.Refused(new("holdout"), Blocked: false);
        if (now > request.Deadline)
            return new ContactAnswer.Refused(new("expired") { Frees = request.Deadline }, Blocked: true);

        var (at, first) = Earliest(request, channel, ledger, profile, policy, now);
        if (first is null)
            return new ContactAnswer.Reserved(request.Message, channel, now);
        return request.MayWait && at <= request.Deadline
            ? new ContactAnswer.Deferred(at, first)
            : new ContactAnswer.Refused(first, Blocked: true);
    }

    /// <summary>
    /// Whether a reserved contact may go out at this instant: what was reserved for one instant and comes to its turn at
    /// another must still keep its distances.
    /// </summary>
    /// <returns>Null when it may; otherwise until when it must wait, and why.</returns>
    public static (Instant Until, Blocking Why)? Recheck(
        LedgerEntry entry, ContactLedger ledger, CustomerProfile profile, ContactPolicy policy, int? limitOverride, Instant now)
    {
        var request = new ContactRequest(
            entry.Message, [entry.Channel], entry.Category, entry.Priority, entry.Enrollment.Journey, entry.Enrollment, entry.Step, Instant.MaxValue)
        {
            LimitOverride = limitOverride,
        };
        var (at, first) = Earliest(request, entry.Channel, ledger.Without(entry.Message), profile, policy, now);
        return first is null ? null : (at, first);
    }

    /// <summary>
    /// The earliest instant from <paramref name="now"/> on that every rule allows, and the first rule that blocks now.
    /// Each rule moves the candidate to the first instant it allows itself; when none moves it any more, all allow it.
    /// Every move is forward and skips only instants that some rule forbids, so nothing earlier is missed.
    /// </summary>
    private static (Instant At, Blocking? First) Earliest(
        ContactRequest request, Channel channel, ContactLedger ledger, CustomerProfile profile, ContactPolicy policy, Instant now)
    {
        var rules = TimingRules.For(request, channel, ledger, policy, profile.Id, profile.ZoneOr(policy.TimeZone));
        Blocking? first = null;
        var at = now;
        for (var settled = false; !settled && at - now <= Horizon;)
        {
            settled = true;
            foreach (var rule in rules)
            {
                if (rule.Blocks(at) is not { } block)
                    continue;
                first ??= block.Why;
                at = block.Until;
                settled = false;
                break;
            }
        }

        return (at, first);
    }
}
