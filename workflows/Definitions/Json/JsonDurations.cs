using NodaTime;
using NodaTime.Text;

namespace Campaigns.Definitions.Json;

/// <summary>ISO 8601 durations: <c>PT10M</c>, <c>P5D</c>, <c>P1Y</c>.</summary>
internal static class JsonDurations
{
    // A journey may last a year; ten leave room, and keep every date it computes within the calendar.
    private const int MaxDays = 3660;
    private static readonly Period HundredYears = Period.FromYears(100);

    /// <summary>A duration in calendar units, or null after reporting.</summary>
    /// <param name="at">The place.</param>
    /// <param name="sign">Which signs make sense there.</param>
    public static Period? AsPeriod(this JsonCursor at, PeriodSign sign)
    {
        if (at.AsText("a duration such as \"P5D\"") is not { } text)
            return null;
        if (Parse(text) is not { } period)
        {
            at.Error("bad-duration",
                $"\"{text}\" is not a duration; write \"PT10M\" for ten minutes, \"PT24H\" for a day's hours, \"P5D\" for five days");
            return null;
        }

        var days = Approximate(period).TotalDays;
        if (Math.Abs(days) > MaxDays)
            at.Error("out-of-range", $"\"{text}\" is longer than ten years; a journey's durations must stay below that");
        else if (sign != PeriodSign.Any && (days < 0 || text.Contains('-', StringComparison.Ordinal)))
            at.Error("out-of-range",
                $"\"{text}\" is negative; a duration here must {(sign == PeriodSign.Positive ? "be positive" : "not be negative")}");
        else if (sign == PeriodSign.Positive && days == 0)
            at.Error("out-of-range", $"\"{text}\" is zero; a duration here must be positive");
        else
            return period;
        return null;
    }

    /// <summary>A duration of exact hours: a day is 24 of them; months and years are refused. Null after reporting.</summary>
    public static Duration? AsDuration(this JsonCursor at, PeriodSign sign)
    {
        if (at.AsPeriod(sign) is not { } period)
            return null;
        if (period is { Months: 0, Years: 0 })
            return Approximate(period);
        at.Error("bad-duration", "months and years have no fixed length; write days, such as \"P30D\"");
        return null;
    }

    /// <summary>The length with days of 24 hours, months of 30 days and years of 365: exact where neither month nor year occurs.</summary>
    public static Duration Approximate(Period period) =>
        Duration.FromDays((365.0 * period.Years) + (30.0 * period.Months) + (7.0 * period.Weeks) + period.Days)
        + Duration.FromHours((double)period.Hours) + Duration.FromMinutes((double)period.Minutes)
        + Duration.FromSeconds((double)period.Seconds)
        + Duration.FromMilliseconds((double)period.Milliseconds) + Duration.FromTicks((double)period.Ticks)
        + Duration.FromNanoseconds(period.Nanoseconds);

    private static Period? Parse(string text)
    {
        // ISO 8601-2 puts the sign first, NodaTime on each number; people write either.
        var negative = text.StartsWith('-');
        var unsigned = negative ? text[1..] : text;
        // NodaTime reads small letters as fractions of a second, PT5s as five thousandths: never meant here.
        if (!unsigned.Any(char.IsAsciiDigit) || unsigned.Any(char.IsAsciiLetterLower)
            || PeriodPattern.Roundtrip.Parse(unsigned) is not { Success: true, Value: var period })
            return null;
        return IsHuge(period) ? HundredYears : negative ? Period.Subtract(Period.Zero, period) : period;
    }

    // Larger numbers than a Duration can add up: all of them are out of range anyway.
    private static bool IsHuge(Period p) =>
        Math.Abs((double)p.Years) > 1e4 || Math.Abs((double)p.Months) > 1e5 || Math.Abs((double)p.Weeks) > 1e5
        || Math.Abs((double)p.Days) > 1e6
        || Math.Abs((double)p.Hours) > 1e7 || Math.Abs((double)p.Minutes) > 1e9 || Math.Abs((double)p.Seconds) > 1e10
        || Math.Abs((double)p.Milliseconds) > 1e13 || Math.Abs((double)p.Ticks) > 1e17 || Math.Abs((double)p.Nanoseconds) > 1e18;
}

/// <summary>Which durations make sense somewhere.</summary>
internal enum PeriodSign
{
    /// <summary>Longer than nothing.</summary>
    Positive,

    /// <summary>Nothing or longer.</summary>
    NotNegative,

    /// <summary>Before or after.</summary>
    Any,
}
