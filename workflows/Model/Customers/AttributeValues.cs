using System.Globalization;
using NodaTime;

namespace Campaigns.Model.Customers;

/// <summary>Turns what an expression gave into what an attribute can hold.</summary>
public static class AttributeValues
{
    /// <summary>Text, number, boolean or list; dates and instants as ISO 8601 text; null for what cannot be held.</summary>
    public static object? From(object? value) => value switch
    {
        null => null,
        string or bool or decimal => value,
        int or long or short or byte or uint => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? (decimal)number : null,
        float number => float.IsFinite(number) ? (decimal)number : null,
        LocalDate date => AttributeDates.Write(date),
        ZonedDateTime time => AttributeDates.Write(time),
        System.Collections.IEnumerable items => items.Cast<object?>().Select(TextOf).ToArray(),
        _ => null,
    };

    /// <summary>
    /// The part of an enrollment's key that a value is. Keys are stored, so an instant stays written as it always was: in local time, and
    /// at midnight as its date.
    /// </summary>
    public static object? KeyOf(object? value) => value is ZonedDateTime { LocalDateTime: var local }
        ? local.TimeOfDay == LocalTime.Midnight
            ? AttributeDates.Write(local.Date)
            : local.ToString("uuuu'-'MM'-'dd'T'HH':'mm':'ss", CultureInfo.InvariantCulture)
        : From(value);

    /// <summary>A value as text, the same wherever the program runs; dates and instants in ISO 8601.</summary>
    public static string TextOf(object? item) => item switch
    {
        LocalDate date => AttributeDates.Write(date),
        ZonedDateTime time => AttributeDates.Write(time),
        _ => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "",
    };
}
