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
            "quiet-hours" => "quiet hours",
            "preferred-hours" => "outside the customer's preferred hours",
            "best-hour" => "waiting for the customer's best hour",
            "pace" => "send rate exceeded before the deadline",
            "gap" => "too soon after another contact",
            "cap" => $"cap '{parts[^1]}' is reached",
            "outranked" => parts.Length > 1 ? $"outranked by {parts[1]}" : "outranked by another journey",
            "no-consent" => $"no consent to {parts.ElementAtOrDefault(2)} by {parts.ElementAtOrDefault(1)}",
            "unreachable" => $"no address for {parts[^1]}",
            "suppressed" => $"address blocked: {parts[^1].Replace('-', ' ')}",
            "do-not-disturb" => "do-not-disturb is on",
            "erased" => "the customer's data was erased",
            "holdout" => "in the holdout group",
            "expired" => "past its deadline",
            "moved-aside" => "internal failure, see 'campaigns dead-letters list'",
            "template" => "the template could not be rendered, see 'campaigns dead-letters list'",
            "interrupted" => "the sender was interrupted",
            _ => (code ?? "").Replace('-', ' '),
        };
    }

    /// <summary><c>1 journey</c>, <c>2 journeys</c>.</summary>
    public static string Count(long number, string one) => $"{number:N0} {one}{(number == 1 ? "" : "s")}";
}
