using NodaTime;
using NodaTime.Text;

namespace Campaigns.Model.Customers;

/// <summary>Reads the dates and instants that attributes carry as text.</summary>
public static class AttributeDates
{
    private static readonly IPattern<LocalDate> Date = LocalDatePattern.Iso;
    private static readonly LocalDate CommonEra = new(1, 1, 1); // where the dates of expressions begin
    private static readonly IPattern<OffsetDateTime> WithOffset = OffsetDateTimePattern.ExtendedIso;

    /// <summary>
    /// The calendar date of an attribute value: the date itself, or the date of an instant in the zone; null when it is neither. Dates at
    /// the ends of the calendar are moved within it, see <see cref="ZoneClock"/>.
    /// </summary>
    public static LocalDate? ToDate(object? value, DateTimeZone zone) => value switch
    {
        string text when Date.Parse(text) is { Success: true, Value: var date } => date.Saturated(),
        string text when WithOffset.Parse(text) is { Success: true, Value: var instant } => zone.At(InstantOf(instant)).Date,
        DateTime local => LocalDate.FromDateTime(local).Saturated(),
        _ => null,
    };

    /// <summary>The instant of an attribute value; a bare date is its first moment in the zone; null when it is neither.</summary>
    public static Instant? ToInstant(object? value, DateTimeZone zone) => value switch
    {
        string text when WithOffset.Parse(text) is { Success: true, Value: var instant } => InstantOf(instant),
        string text when Date.Parse(text) is { Success: true, Value: var date } => zone.StartOf(date),
        DateTime local => zone.InstantOf(LocalDateTime.FromDateTime(local)),
        _ => null,
    };

    /// <summary>The value as the local date-time that expressions compare; null when the text is no date.</summary>
    public static object? ToLocal(string text, DateTimeZone zone) =>
        Date.Parse(text) is { Success: true, Value: var date } ? LocalDate.Max(CommonEra, date).ToDateTimeUnspecified()
        : WithOffset.Parse(text) is { Success: true, Value: var instant } ? zone.At(InstantOf(instant)).ToDateTimeUnspecified()
        : null;

    /// <summary>The instant of a time with an offset; near an end of the calendar, where not every offset has one, that end.</summary>
    public static Instant InstantOf(OffsetDateTime time) =>
        time.Date.Saturated() == time.Date ? time.ToInstant() : DateTimeZone.Utc.InstantOf(time.LocalDateTime);
}
