using System.Text.RegularExpressions;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;

namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>What a text's delivery status means for us.</summary>
/// <param name="Type">Our event; null when nothing is decided yet.</param>
/// <param name="Kind">For a bounce: <c>hard</c> when the number itself is at fault and is not to be tried again, else <c>soft</c>.</param>
/// <param name="Reason">A code, where there is one.</param>
/// <param name="OptedOut">Whether the customer told the carrier to stop.</param>
internal sealed partial record SmsOutcome(string? Type, string? Kind, string? Reason, bool OptedOut)
{
    /// <param name="status">The report's <c>deliveryStatus</c>.</param>
    /// <param name="details">Its <c>deliveryStatusDetails</c>: words, sometimes with one of the service's codes.</param>
    public static SmsOutcome Of(string status, string? details) => status.ToLowerInvariant() switch
    {
        "delivered" => new(EventTypes.MessageDelivered, null, null, OptedOut: false),
        "failed" => Failed(details ?? ""),
        _ => new(null, null, null, OptedOut: false),
    };

    private static SmsOutcome Failed(string details)
    {
        var code = Code().Match(details) is { Success: true } match ? match.Value : null;
        // The service's table of codes: 4002 invalid number, 4004 the number does not exist, 4007 the customer opted out.
        var hard = code is "4002" or "4004" || details.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase);
        var optedOut = code == "4007" || details.Contains("opted out", StringComparison.OrdinalIgnoreCase);
        return new(EventTypes.MessageBounced, hard ? "hard" : "soft", code is null ? DeliveryReason.SmsFailed : $"acs-{code}", optedOut);
    }

    [GeneratedRegex(@"\b[459]\d{3}\b")]
    private static partial Regex Code();
}
