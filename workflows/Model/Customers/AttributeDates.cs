using NodaTime;
using NodaTime.Text;

namespace Campaigns.Model.Customers;

/// <summary>Reads the dates and instants that attributes carry as text.</summary>
public static class AttributeDates
{
    private static readonly IPattern<LocalDate> Date = LocalDatePattern.Iso;
    private static readonly LocalDate CommonEra = new(1, 1, 1); // where the dates of expressions begin
    private static readonly IPattern<OffsetDateTime> WithOffset = OffsetDateTimePattern.ExtendedIso;

    // Before the year 1 the date-times of expressions have no value.
    private static readonly Instant First = Instant.FromUtc(1, 1, 1, 0, 0);

    /// <summary>Reads a date of the years 1 to 9999, such as <c>2026-03-31</c>; false when the text is none.</summary>
    public static bool TryReadDate(string text, out LocalDate date) => Date.Parse(text).TryGetValue(default, out date) && date.Year >= 1;

    /// <summary>
    /// Reads an instant with its offset, such as <c>2026-03-31T09:00:00+08:00</c>, that lies in the years 1 to 9999 in UTC; false
    /// when the text is none, or its offset takes it out of them.
    /// </summary>
    public static bool TryReadInstant(string text, out Instant instant)
    {
        instant = default;
        if (!WithOffset.Parse(text).TryGetValue(default, out var local))
            return false;
        try
        {
            instant = local.ToInstant();
            return instant >= First;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

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
