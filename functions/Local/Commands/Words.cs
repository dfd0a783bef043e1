namespace Campaigns.Local.Commands;

/// <summary>Reason codes in words.</summary>
internal static class Words
{
    /// <summary>What a reason code means to a marketer; the code itself where there is nothing to add.</summary>
    public static string Reason(string? code)
    {
        var parts = (code ?? "").Split(':');
        return parts[0] switch
        {
            "quiet-hours" => "quiet hours",
            "gap" => "too soon after another contact",
            "cap" => $"frequency cap '{parts[^1]}' is used up",
            "outranked" => $"a more important journey comes first{(parts.Length > 1 ? $": {parts[1]}" : "")}",
            "no-consent" => $"no consent to {parts.ElementAtOrDefault(2)} by {parts.ElementAtOrDefault(1)}",
            "unreachable" => $"no address for {parts[^1]}",
            "suppressed" => $"address is suppressed: {parts[^1]}",
            "do-not-disturb" => "the customer switched on do-not-disturb",
            "erased" => "the customer asked to be forgotten",
            "holdout" => "in the holdout group, to measure what journeys bring",
            "expired" => "past its deadline",
            _ => code ?? "",
        };
    }
}
