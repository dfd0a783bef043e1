namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>What an e-mail's delivery status means for us.</summary>
/// <param name="Type">Our event.</param>
/// <param name="Kind">For a bounce: <c>hard</c> when the mailbox is not to be tried again, else <c>soft</c>.</param>
/// <param name="Reason">A code.</param>
internal sealed record EmailOutcome(string Type, string? Kind, string? Reason)
{
    /// <summary>The meaning of a report's <c>status</c>; null for one that decides nothing.</summary>
    public static EmailOutcome? Of(string status) => status.ToLowerInvariant() switch
    {
        // Expanded: it reached a distribution list.
        "delivered" or "expanded" => new("message.delivered", null, null),
        "bounced" => new("message.bounced", "hard", "bounced"),
        // The service keeps a list of mailboxes that bounced before, and did not even try.
        "suppressed" => new("message.bounced", "hard", "suppressed"),
        "failed" => new("message.bounced", "soft", "email-failed"),
        // Held for its content or sender: nothing is wrong with the mailbox.
        "filteredspam" => new("message.bounced", "soft", "filtered-spam"),
        "quarantined" => new("message.bounced", "soft", "quarantined"),
        _ => null,
    };
}
