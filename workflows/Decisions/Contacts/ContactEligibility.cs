using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>The rules about whether a customer may be reached at all, and by which channel.</summary>
public static class ContactEligibility
{
    /// <summary>
    /// The first preferred channel that reaches the customer, that they consent to, and for which there is all its text requires; null with the reason when there is none.
    /// </summary>
    public static Channel? Find(
        ContactRequest request, CustomerProfile profile, ContactPolicy policy, Instant now, out BlockingReason? refusal)
    {
        refusal = Refusal(request.Category, profile, policy);
        if (refusal is not null)
            return null;
        foreach (var channel in request.Channels)
        {
            var blocking = Refusal(channel, request.Category, profile, policy, now)
                ?? (request.Missing.TryGetValue(channel, out var attribute) ? new(ContactReason.Of(ContactReason.Missing, attribute)) : null);
            if (blocking is null)
            {
                refusal = null;
                return channel;
            }

            refusal ??= blocking; // the preferred channel's reason is the one people ask for
        }

        return null;
    }

    /// <summary>Why this customer may not be contacted in this category at all, or null.</summary>
    public static BlockingReason? Refusal(string category, CustomerProfile profile, ContactPolicy policy)
    {
        if (profile.ErasedAt is not null)
            return new(ContactReason.Erased);
        return profile.DoNotDisturb && !policy.Exempt.Contains(category) ? new(ContactReason.DoNotDisturb) : null;
    }

    /// <summary>Why this channel may not be used for this category, or null.</summary>
    public static BlockingReason? Refusal(Channel channel, string category, CustomerProfile profile, ContactPolicy policy, Instant now)
    {
        var purpose = policy.PurposeOf(category);
        if (purpose != "service" && !profile.HasConsent(channel, purpose))
            return new(ContactReason.Of(ContactReason.NoConsent, channel.Name, purpose));
        if (profile.AddressOf(channel) is not { Length: > 0 } address)
            return new(ContactReason.Of(ContactReason.Unreachable, channel.Name));
        return profile.SuppressionOf(channel, address, now) is { } suppression
            ? new(ContactReason.Of(ContactReason.Suppressed, DeliveryReason.Classify(suppression.Cause).Code))
            : null;
    }
}
