namespace Campaigns.Local.Commands;

/// <summary>Codes in words.</summary>
internal static class Words
{
    /// <summary>What a reason code means to a marketer; an outcome, which journeys name themselves, without its hyphens.</summary>
    public static string Reason(string? code)
    {
        var parts = (code ?? "").Split(':');
        return parts[0] switch
        {
            "quiet-hours" => "quiet hours",
            "preferred-hours" => "outside the hours the customer likes",
            "best-hour" => "the customer's best hour is yet to come",
            "pace" => "its turn is too late",
            "gap" => "too soon after another contact",
            "cap" => $"cap '{parts[^1]}' is used up",
            "outranked" => parts.Length > 1 ? $"a more important journey comes first: {parts[1]}" : "another journey comes first",
            "no-consent" => $"no consent to {parts.ElementAtOrDefault(2)} by {parts.ElementAtOrDefault(1)}",
            "unreachable" => $"no address for {parts[^1]}",
            "suppressed" => $"address blocked: {parts[^1].Replace('-', ' ')}",
            "do-not-disturb" => "the customer switched on do-not-disturb",
            "erased" => "the customer asked to be forgotten",
            "holdout" => "in the holdout group",
            "expired" => "past its deadline",
            "moved-aside" => "a fault of this system, see 'campaigns poison list'",
            "template" => "its text could not be made, see 'campaigns poison list'",
            "interrupted" => "the sender was interrupted",
            _ => (code ?? "").Replace('-', ' '),
        };
    }

    /// <summary><c>1 journey</c>, <c>2 journeys</c>.</summary>
    public static string Count(long number, string one) => $"{number:N0} {one}{(number == 1 ? "" : "s")}";
}
