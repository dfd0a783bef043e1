using NodaTime;
using NodaTime.Text;

namespace Campaigns.Model.Customers;

/// <summary>
/// Reads dates and instants, which attributes carry as text and expressions as values: a <see cref="LocalDate"/> is a calendar date, a
/// <see cref="ZonedDateTime"/> an instant on the customer's clock. The zone of the machine decides nothing.
/// </summary>
public static class AttributeDates
{
    private static readonly IPattern<LocalDate> Date = LocalDatePattern.Iso;
    private static readonly LocalDate FirstDate = new(1, 1, 1);
    private static readonly Instant First = Instant.FromUtc(1, 1, 1, 0, 0);
    private static readonly IPattern<OffsetDateTime> WithOffset = OffsetDateTimePattern.ExtendedIso;
    private static readonly IPattern<OffsetDateTime> MinuteWithOffset =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<Z+HH:mm>");
    private static readonly IPattern<LocalDateTime> Local = LocalDateTimePattern.ExtendedIso;
    private static readonly IPattern<LocalDateTime> LocalMinute =
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    private static readonly IPattern<ZonedDateTime> Written =
        ZonedDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFFFFFFFFo<Z+HH:mm>", zoneProvider: null);

    /// <summary>Reads a date of the years 1 to 9999, such as <c>2026-03-31</c>; false when the text is none.</summary>
    public static bool TryReadDate(string text, out LocalDate date) =>
        TryReadPlain(text, out date) || (Date.Parse(text).TryGetValue(default, out date) && date >= FirstDate);

    /// <summary>
    /// Reads an instant with its offset, such as <c>2026-03-31T09:00:00+08:00</c>, that lies in the years 1 to 9999 in UTC; false
    /// when the text is none, or its offset takes it out of them. RFC 3339 allows <c>t</c> and <c>z</c> in lower case.
    /// </summary>
    public static bool TryReadInstant(string text, out Instant instant)
    {
        instant = default;
        if (text.Contains(' ') || !WithOffset.Parse(Upper(text)).TryGetValue(default, out var local))
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
    /// The date or instant that a value is: a <see cref="LocalDate"/>, or a <see cref="ZonedDateTime"/> in the zone; null when it is
    /// neither, and for a text that cannot be read. A text is ISO 8601: a date, or a date and time; one without an offset is local time of
    /// the zone.
    /// </summary>
    public static object? Read(object? value, DateTimeZone zone) => value switch
    {
        LocalDate => value,
        ZonedDateTime time => time.Zone.Equals(zone) ? value : zone.At(time.ToInstant()),
        Instant instant => zone.At(instant),
        string text => ReadText(text, zone),
        _ => null,
    };

    /// <summary>
    /// The calendar date of a value: the date itself, or the date of an instant in the zone; null when it is neither. Dates at
    /// the ends of the calendar are moved within it, see <see cref="ZoneClock"/>.
    /// </summary>
    public static LocalDate? ToDate(object? value, DateTimeZone zone) => Read(value, zone) switch
    {
        LocalDate date => date.Saturated(),
        ZonedDateTime time => time.Date,
        _ => null,
    };

    /// <summary>The instant of a value; a date is its first moment in the zone; null when it is neither.</summary>
    public static Instant? ToInstant(object? value, DateTimeZone zone) => Read(value, zone) switch
    {
        LocalDate date => zone.StartOf(date),
        ZonedDateTime time => time.ToInstant(),
        _ => null,
    };

    /// <summary>An instant as text: ISO 8601 with the offset of its zone, to the second or as exact as it is.</summary>
    public static string Write(ZonedDateTime time)
    {
        const int minute = 60; // before zones had whole minutes, only UTC says exactly when it was
        return Written.Format(time.Offset.Seconds % minute == 0 ? time : time.WithZone(DateTimeZone.Utc));
    }

    /// <summary>A date as text: ISO 8601.</summary>
    public static string Write(LocalDate date) => Date.Format(date);

    /// <summary>The instant of a time with an offset; near an end of the calendar, where not every offset has one, that end.</summary>
    public static Instant InstantOf(OffsetDateTime time) =>
        time.Date.Saturated() == time.Date ? time.ToInstant() : DateTimeZone.Utc.InstantOf(time.LocalDateTime);

    private static object? ReadText(string text, DateTimeZone zone)
    {
        const int longestDate = 11; // with the sign of a year before the first
        if (TryReadPlain(text, out var plain))
            return plain;
        if (text.Length <= longestDate)
            return Date.Parse(text) is { Success: true, Value: var date } ? LocalDate.Max(FirstDate, date) : null;
        var time = Upper(text);
        if (WithOffset.Parse(time) is { Success: true, Value: var exact } || MinuteWithOffset.Parse(time).TryGetValue(default, out exact))
            return zone.At(InstantOf(exact));
        if (Local.Parse(time) is { Success: true, Value: var local } || LocalMinute.Parse(time).TryGetValue(default, out local))
            return zone.At(zone.InstantOf(local));
        return null;
    }

    /// <summary>A date as nearly all are written, which needs no pattern.</summary>
    private static bool TryReadPlain(string text, out LocalDate date)
    {
        date = default;
        if (text is not { Length: 10 } || text[4] != '-' || text[7] != '-')
            return false;
        var (year, month, day) = (Number(text.AsSpan(0, 4)), Number(text.AsSpan(5, 2)), Number(text.AsSpan(8, 2)));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month))
            return false;
        date = new LocalDate(year, month, day);
        return true;

        static int Number(ReadOnlySpan<char> digits)
        {
            var number = 0;
            foreach (var c in digits)
            {
                if (!char.IsAsciiDigit(c))
                    return -1;
                number = (number * 10) + (c - '0');
            }

            return number;
        }
    }

    /// <summary>With the separator and the zone's letter as the patterns expect them.</summary>
    private static string Upper(string text)
    {
        const int separator = 10;
        if (text.Length <= separator || (text[separator] is not ('t' or ' ') && text[^1] != 'z'))
            return text;
        return string.Create(text.Length, text, static (to, from) =>
        {
            from.CopyTo(to);
            if (to[separator] is 't' or ' ')
                to[separator] = 'T';
            if (to[^1] == 'z')
                to[^1] = 'Z';
        });
    }
}
