using System.Globalization;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Rendering.Formatting;

/// <summary>
/// Dates as a reader of a locale writes them, always with the year: a policy letter is read years later. An instant is shown by its date on
/// the customer's clock.
/// </summary>
public static class Dates
{
    /// <summary><c>12 October 2026</c>, <c>2026年10月12日</c>; other locales by their own long pattern. Null is empty.</summary>
    /// <exception cref="FormatException">The value is not a date.</exception>
    public static string Long(object? date, string locale, DateTimeZone zone) =>
        Format(date, locale, zone, "d MMMM yyyy", "yyyy年M月d日", "D");

    /// <summary><c>12 Oct 2026</c>, <c>2026/10/12</c>; other locales by their own short pattern. Null is empty.</summary>
    /// <exception cref="FormatException">The value is not a date.</exception>
    public static string Short(object? date, string locale, DateTimeZone zone) =>
        Format(date, locale, zone, "d MMM yyyy", "yyyy/M/d", "d");

    /// <summary>Calendar days from one date to another, negative when it has passed; null when either is.</summary>
    /// <exception cref="FormatException">A value is not a date.</exception>
    public static int? DaysBetween(object? from, object? to, DateTimeZone zone) =>
        Read(from, zone) is { } start && Read(to, zone) is { } end ? Period.DaysBetween(start, end) : null;

    private static string Format(object? date, string locale, DateTimeZone zone, string english, string chinese, string other)
    {
        if (Read(date, zone) is not { } read) return string.Empty;
        var day = read.ToDateTimeUnspecified();
        if (locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return day.ToString(chinese, CultureInfo.InvariantCulture);
        return locale.StartsWith("en", StringComparison.OrdinalIgnoreCase)
            ? day.ToString(english, CultureInfo.InvariantCulture)
            : day.ToString(other, CultureInfo.GetCultureInfo(locale));
    }

    /// <summary>What a letter shows must be right or not be sent: here a text that is no date is a fault, not a gap.</summary>
    private static LocalDate? Read(object? value, DateTimeZone zone) => AttributeDates.Read(value, zone) switch
    {
        LocalDate date => date,
        ZonedDateTime time => time.Date,
        _ => value is null ? null : throw new FormatException($"Expected a date, but got {value}."),
    };
}
