using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;

namespace Campaigns.Decisions.Contacts;

/// <summary>Under which consent a message is sent, for those who ask later.</summary>
public static class ConsentEvidence
{
    /// <summary>
    /// <c>consent_at</c>, <c>consent_how</c>, <c>consent_text</c> and <c>consent_source</c>; nothing where no consent is needed.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(
        CustomerProfile profile, Channel channel, string category, ContactPolicy policy)
    {
        if (policy.Exempt.Contains(category) || profile.ConsentOf(channel, policy.PurposeOf(category)) is not { Granted: true } consent)
            return [];
        return
        [
            new("consent_at", consent.At == Consent.Undated ? null : consent.At.ToString()), new("consent_how", consent.How),
            new("consent_text", consent.TextVersion), new("consent_source", consent.Source),
        ];
    }
}
