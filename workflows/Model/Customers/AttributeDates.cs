using NodaTime;
using NodaTime.Text;

namespace Campaigns.Model.Customers;

/// <summary>Reads the dates and instants that attributes carry as text.</summary>
public static class AttributeDates
{
    private static readonly IPattern<LocalDate> Date = LocalDatePattern.Iso;
    private static readonly IPattern<OffsetDateTime> WithOffset = OffsetDateTimePattern.ExtendedIso;

    /// <summary>
    /// The calendar date of an attribute value: the date itself, or the date of an instant in the zone; null when it is neither.
    /// </summary>
    public static LocalDate? ToDate(object? value, DateTimeZone zone) => value switch
    {
        string text when Date.Parse(text) is { Success: true, Value: var date } => date,
        string text when WithOffset.Parse(text) is { Success: true, Value: var instant } => instant.InZone(zone).Date,
        DateTime local => LocalDate.FromDateTime(local),
        _ => null,
    };

    /// <summary>The instant of an attribute value; a bare date is its first moment in the zone; null when it is neither.</summary>
    public static Instant? ToInstant(object? value, DateTimeZone zone) => value switch
    {
        string text when WithOffset.Parse(text) is { Success: true, Value: var instant } => instant.ToInstant(),
        string text when Date.Parse(text) is { Success: true, Value: var date } => zone.StartOf(date),
        DateTime local => zone.InstantOf(LocalDateTime.FromDateTime(local)),
        _ => null,
    };

    /// <summary>The value as the local date-time that expressions compare; null when the text is no date.</summary>
    public static object? ToLocal(string text, DateTimeZone zone) =>
        Date.Parse(text) is { Success: true, Value: var date } ? date.ToDateTimeUnspecified()
        : WithOffset.Parse(text) is { Success: true, Value: var instant } ? instant.InZone(zone).ToDateTimeUnspecified()
        : null;
}
