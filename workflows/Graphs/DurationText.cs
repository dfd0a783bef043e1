using NodaTime;

namespace Campaigns.Graphs;

/// <summary>Durations in words.</summary>
internal static class DurationText
{
    /// <summary><c>90 days</c>, <c>1 hour 30 minutes</c>.</summary>
    public static string Of(Period period)
    {
        (long Count, string Unit)[] parts =
        [
            (period.Years, "year"), (period.Months, "month"), (period.Weeks, "week"), (period.Days, "day"), (period.Hours, "hour"),
            (period.Minutes, "minute"), (period.Seconds, "second"),
        ];
        var words = parts.Where(part => part.Count != 0).Select(part => $"{part.Count} {part.Unit}{(part.Count is 1 or -1 ? "" : "s")}");
        return string.Join(" ", words) is { Length: > 0 } text ? text : "no time";
    }
}
