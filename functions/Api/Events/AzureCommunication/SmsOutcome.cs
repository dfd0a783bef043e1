using System.Text.RegularExpressions;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;

namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>What a text's delivery status means for us.</summary>
/// <param name="Type">Our event; null when nothing is decided yet.</param>
/// <param name="Kind">For a bounce: <c>hard</c> when the number itself is at fault and is not to be tried again, else <c>soft</c>.</param>
/// <param name="Reason">A code, where there is one.</param>
internal sealed partial record SmsOutcome(string? Type, string? Kind, string? Reason)
{
    /// <param name="status">The report's <c>deliveryStatus</c>.</param>
    /// <param name="details">Its <c>deliveryStatusDetails</c>: words, sometimes with one of the service's codes.</param>
    public static SmsOutcome Of(string status, string? details) => status.ToLowerInvariant() switch
    {
        "delivered" => new(EventTypes.MessageDelivered, null, null),
        "failed" => Failed(details ?? ""),
        _ => new(null, null, null),
    };

    private static SmsOutcome Failed(string details)
    {
        var code = Code().Match(details) is { Success: true } match ? match.Value : null;
        // The service's table of codes: 4002 invalid number, 4004 the number does not exist, 4007 the customer opted out.
        var hard = code is "4002" or "4004" || details.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase);
        var reason = code is null ? DeliveryReason.SmsFailed : $"acs-{code}";
        // Toll-free numbers tell in words only: "Sender blocked for given recipient".
        if (!RecipientRefusal.Is(reason) && RecipientRefusal.Of(details) is { } refusal)
            return new(EventTypes.MessageBounced, null, refusal);
        return new(EventTypes.MessageBounced, hard ? "hard" : "soft", reason);
    }

    [GeneratedRegex(@"\b[459]\d{3}\b")]
    private static partial Regex Code();
}
