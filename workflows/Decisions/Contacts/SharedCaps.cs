using System.Collections.Immutable;
using Campaigns.Decisions.Contacts.Rules;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>
/// The caps that customers share, as far as one message is concerned. They are asked at the hand-over; the caller makes the answer true by
/// writing the shared ledgers with compare-and-swap.
/// </summary>
public static class SharedCaps
{
    /// <summary>The scopes whose contacts a message must be held against, or be counted among.</summary>
    public static ImmutableArray<CapScope> ScopesOf(LedgerEntry entry, ContactPolicy policy)
    {
        if (policy.SharedCaps.IsEmpty || entry.Channel == Channel.Agent)
            return [];
        var kind = KindOf(entry, policy);
        var claim = ContactClaim.Of(entry);
        return
        [
            .. policy.SharedCaps
                .Where((cap, i) => kind.IsCountedBy(i) || (!kind.IsExempt && TimingRules.Holds(cap, claim)))
                .Select(cap => cap.Per).Distinct(),
        ];
    }

    /// <summary>Whether a message uses up any cap of a scope.</summary>
    public static bool Count(LedgerEntry entry, CapScope scope, ContactPolicy policy)
    {
        var kind = KindOf(entry, policy);
        return policy.SharedCaps.Where((cap, i) => cap.Per == scope && kind.IsCountedBy(i)).Any();
    }

    /// <summary>Whether a reserved contact whose turn has come finds no room at this instant.</summary>
    /// <param name="entry">The contact.</param>
    /// <param name="shared">What its household and its address have had of late, itself left out.</param>
    /// <param name="profile">The customer.</param>
    /// <param name="policy">The contact policy.</param>
    /// <param name="now">The instant.</param>
    public static bool AreFull(
        LedgerEntry entry, IReadOnlyList<SharedContacts> shared, CustomerProfile profile, ContactPolicy policy, Instant now)
    {
        using var rules = new SharedCapRules(ContactClaim.Of(entry), shared, profile, policy, now);
        return rules.Rules.Any(rule => rule.Until(now) is not null);
    }

    private static ContactKind KindOf(LedgerEntry entry, ContactPolicy policy) =>
        new(entry, policy with { Caps = policy.SharedCaps }, byJourney: true);
}
