using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Model;

/// <summary>
/// The instants that local times mean, for all rules alike: one that the zone skips is the end of the skip, be it an hour
/// or a whole day, and one that comes twice is its first occurrence.
/// </summary>
public static class ZoneClock
{
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    // A century from each end of the calendar: whatever is added to a date that was read, a duration of ten years at most, stays within.
    private const int FirstYear = 100;
    private const int LastYear = 9900;
    private static readonly LocalDate Earliest = new(FirstYear, 1, 1);
    private static readonly LocalDate Latest = new(LastYear, 1, 1);
    private static readonly Instant EarliestInstant = Instant.FromUtc(FirstYear, 1, 1, 0, 0);
    private static readonly Instant LatestInstant = Instant.FromUtc(LastYear, 1, 1, 0, 0);

    /// <summary>The instant of a local time.</summary>
    public static Instant InstantOf(this DateTimeZone zone, LocalDateTime local) =>
        zone.ResolveLocal(local.Saturated(), Resolver).ToInstant();

    /// <summary>The first moment of a day; of one that was left out (Samoa, 30 December 2011), of the next.</summary>
    public static Instant StartOf(this DateTimeZone zone, LocalDate day) => zone.InstantOf(day.AtMidnight());

    /// <summary>An instant on the clock of a zone; one at an end of the calendar is moved within it.</summary>
    public static ZonedDateTime At(this DateTimeZone zone, Instant instant) => instant.Saturated().InZone(zone);

    /// <summary>
    /// A date that can be reckoned with: 9999-12-31, which people write for "never", has no day after it. What lies beyond the years 100 to
    /// 9900 becomes their first or last day.
    /// </summary>
    public static LocalDate Saturated(this LocalDate date) => LocalDate.Max(Earliest, LocalDate.Min(Latest, date));

    /// <summary>The same for a local time.</summary>
    public static LocalDateTime Saturated(this LocalDateTime local) => local.Date.Saturated() is var date && date == local.Date
        ? local
        : date.AtMidnight();

    /// <summary>The same for an instant.</summary>
    public static Instant Saturated(this Instant instant) => Instant.Max(EarliestInstant, Instant.Min(LatestInstant, instant));
}
