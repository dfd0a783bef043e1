using Campaigns.Model.Timeline;

namespace Campaigns.Local.Commands;

/// <summary>Codes in words.</summary>
internal static class DisplayText
{
    /// <summary>What a reason code means to a marketer; an outcome, which journeys name themselves, without its hyphens.</summary>
    public static string Reason(string? code)
    {
        var parts = (code ?? "").Split(':');
        return parts[0] switch
        {
            FaultReason.Internal => "an internal error",
            FaultReason.Limit => "the customer's data would exceed a limit",
            FaultReason.NewerFormat => "written by a newer version of the program",
            FaultReason.Unreadable => "the customer's data cannot be read",
            ContactReason.QuietHours => "quiet hours",
            ContactReason.PreferredHours => "outside the customer's preferred hours",
            ContactReason.NoLongerSo => "what the message says is no longer so",
            ContactReason.Together => "said together with another policy",
            ContactReason.BestHour => "waiting for the customer's best hour",
            ContactReason.Pace => "send rate exceeded before the deadline",
            ContactReason.Gap => "too soon after another contact",
            ContactReason.Cap => $"cap '{parts[^1]}' is reached",
            ContactReason.Outranked => parts.Length > 1 ? $"outranked by {parts[1]}" : "outranked by another journey",
            ContactReason.NoConsent => $"no consent to {parts.ElementAtOrDefault(2)} by {parts.ElementAtOrDefault(1)}",
            ContactReason.Unreachable => $"no address for {parts[^1]}",
            ContactReason.Missing => $"{parts[^1]} is missing, and the text requires it",
            ContactReason.Suppressed => $"address blocked: {parts[^1].Replace('-', ' ')}",
            ContactReason.DoNotDisturb => "do-not-disturb is on",
            ContactReason.Erased => "the customer's data was erased",
            ContactReason.Holdout => "in the holdout group",
            ContactReason.Expired => "past its deadline",
            DeliveryReason.DeadLettered => "internal failure, see 'campaigns dead-letters list'",
            DeliveryReason.Template => "the template could not be rendered, see 'campaigns dead-letters list'",
            DeliveryReason.Wording => "the text breaks a rule of wording, see 'campaigns dead-letters list'",
            DeliveryReason.Interrupted => "the sender was interrupted",
            _ => (code ?? "").Replace('-', ' '),
        };
    }

    /// <summary><c>1 journey</c>, <c>2 journeys</c>.</summary>
    public static string Count(long number, string one) => $"{number:N0} {one}{(number == 1 ? "" : "s")}";
}
