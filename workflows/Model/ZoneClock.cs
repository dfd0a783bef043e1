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

    /// <summary>The instant of a local time.</summary>
    public static Instant InstantOf(this DateTimeZone zone, LocalDateTime local) => zone.ResolveLocal(local, Resolver).ToInstant();

    /// <summary>The first moment of a day; of one that was left out (Samoa, 30 December 2011), of the next.</summary>
    public static Instant StartOf(this DateTimeZone zone, LocalDate day) => zone.InstantOf(day.AtMidnight());
}
