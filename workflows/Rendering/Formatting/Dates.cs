using System.Globalization;

namespace Campaigns.Rendering.Formatting;

/// <summary>Dates as a reader of a locale writes them, always with the year: a policy letter is read years later.</summary>
public static class Dates
{
    /// <summary><c>12 October 2026</c>, <c>2026年10月12日</c>; other locales by their own long pattern. Null is empty.</summary>
    /// <exception cref="FormatException">The value is not a date.</exception>
    public static string Long(object? date, string locale) => Format(date, locale, "d MMMM yyyy", "yyyy年M月d日", "D");

    /// <summary><c>12 Oct 2026</c>, <c>2026/10/12</c>; other locales by their own short pattern. Null is empty.</summary>
    /// <exception cref="FormatException">The value is not a date.</exception>
    public static string Short(object? date, string locale) => Format(date, locale, "d MMM yyyy", "yyyy/M/d", "d");

    /// <summary>Calendar days from one date to another, negative when it has passed; null when either is.</summary>
    /// <exception cref="FormatException">A value is not a date.</exception>
    public static int? DaysBetween(object? from, object? to) =>
        Read(from) is { } start && Read(to) is { } end ? (end.Date - start.Date).Days : null;

    private static string Format(object? date, string locale, string english, string chinese, string other)
    {
        if (Read(date) is not { } day) return string.Empty;
        if (locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return day.ToString(chinese, CultureInfo.InvariantCulture);
        return locale.StartsWith("en", StringComparison.OrdinalIgnoreCase)
            ? day.ToString(english, CultureInfo.InvariantCulture)
            : day.ToString(other, CultureInfo.GetCultureInfo(locale));
    }

    /// <summary>Events carry dates as ISO 8601 text; everything else is a date already.</summary>
    private static DateTime? Read(object? value) => value switch
    {
        null => null,
        DateTime date => date,
        DateTimeOffset date => date.DateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && text.Length >= 10 && text[4] == '-' => date.DateTime,
        _ => throw new FormatException($"Expected a date, but got {value}."),
    };
}
