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

        var zone = profile.ZoneOr(policy.TimeZone);
        var rules = TimingRules.For(request, channel, ledger, policy, profile.Id, zone);
        Blocking? first = null;
        var at = now;
        // Each rule moves the candidate to the first instant it allows itself; when none moves it any more, it is the
        // earliest that all allow. Every move is forward, and beyond the horizon the answer no longer matters.
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

        if (first is null)
            return new ContactAnswer.Reserved(request.Message, channel, now);
        return request.MayWait && at <= request.Deadline
            ? new ContactAnswer.Deferred(at, first)
            : new ContactAnswer.Refused(first, Blocked: true);
    }
}
