using NodaTime;
using NodaTime.Text;

namespace Campaigns.Model.Customers;

/// <summary>Reads the dates and instants that attributes carry as text.</summary>
public static class AttributeDates
{
    private static readonly IPattern<LocalDate> Date = LocalDatePattern.Iso;
    private static readonly IPattern<OffsetDateTime> WithOffset = OffsetDateTimePattern.ExtendedIso;

    // Before the year 1 the date-times of expressions have no value.
    private static readonly Instant First = Instant.FromUtc(1, 1, 1, 0, 0);

    // No zone is further from UTC than this from either end.
    private static readonly (Instant From, Instant To) InEveryZone =
        (First + Duration.FromHours(18), Instant.FromUtc(9999, 12, 31, 23, 59) - Duration.FromHours(18));

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
    /// The calendar date of an attribute value: the date itself, or the date of an instant in the zone; null when it is neither.
    /// </summary>
    public static LocalDate? ToDate(object? value, DateTimeZone zone) => value switch
    {
        string text when TryReadDate(text, out var date) => date,
        string text when TryReadInstant(text, out var instant) => InZone(instant, zone).Date,
        DateTime local => LocalDate.FromDateTime(local),
        _ => null,
    };

    /// <summary>The instant of an attribute value; a bare date is its first moment in the zone; null when it is neither.</summary>
    public static Instant? ToInstant(object? value, DateTimeZone zone) => value switch
    {
        string text when TryReadInstant(text, out var instant) => instant,
        string text when TryReadDate(text, out var date) => zone.StartOf(date),
        DateTime local => zone.InstantOf(LocalDateTime.FromDateTime(local)),
        _ => null,
    };

    /// <summary>The value as the local date-time that expressions compare; null when the text is no date.</summary>
    public static object? ToLocal(string text, DateTimeZone zone) =>
        TryReadDate(text, out var date) ? date.ToDateTimeUnspecified()
        : TryReadInstant(text, out var instant) ? InZone(instant, zone).ToDateTimeUnspecified()
        : null;

    private static ZonedDateTime InZone(Instant instant, DateTimeZone zone) =>
        Instant.Max(InEveryZone.From, Instant.Min(InEveryZone.To, instant)).InZone(zone);
}
