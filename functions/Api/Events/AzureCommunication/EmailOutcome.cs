using Campaigns.Model.Events;
using Campaigns.Model.Timeline;

namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>What an e-mail's delivery status means for us.</summary>
/// <param name="Type">Our event.</param>
/// <param name="Kind">For a bounce: <c>hard</c> when the mailbox is not to be tried again, else <c>soft</c>.</param>
/// <param name="Reason">A code.</param>
internal sealed record EmailOutcome(string Type, string? Kind, string? Reason)
{
    /// <summary>The meaning of a report; null for one that decides nothing.</summary>
    /// <param name="status">Its <c>status</c>.</param>
    /// <param name="message">What the recipient's server said.</param>
    public static EmailOutcome? Of(string status, string? message) => status.ToLowerInvariant() switch
    {
        // Expanded: it reached a distribution list.
        "delivered" or "expanded" => new(EventTypes.MessageDelivered, null, null),
        // In the words of the recipient's server: they do not want our mail.
        "bounced" or "failed" when RecipientRefusal.Of(message) is { } refusal => new(EventTypes.MessageBounced, null, refusal),
        "bounced" => new(EventTypes.MessageBounced, "hard", DeliveryReason.Bounced),
        // The service keeps a list of mailboxes that bounced before, and did not even try.
        "suppressed" => new(EventTypes.MessageBounced, "hard", DeliveryReason.SuppressedByProvider),
        "failed" => new(EventTypes.MessageBounced, "soft", DeliveryReason.EmailFailed),
        // Held for its content or sender: nothing is wrong with the mailbox.
        "filteredspam" => new(EventTypes.MessageBounced, "soft", DeliveryReason.FilteredSpam),
        "quarantined" => new(EventTypes.MessageBounced, "soft", DeliveryReason.Quarantined),
        _ => null,
    };
}
