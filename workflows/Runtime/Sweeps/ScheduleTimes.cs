using Campaigns.Definitions.Journeys;
using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Runtime.Sweeps;

/// <summary>When schedules fire. Cron expressions are evaluated in the machine's copy of a zone, so this is not for pure code.</summary>
public static class ScheduleTimes
{
    /// <summary>The next instant it fires after one; null: never.</summary>
    public static Instant? NextAfter(this JourneySchedule schedule, Instant instant)
    {
        var zone = ZoneOf(schedule.Entry.TimeZone);
        return schedule.Entry.Cron.GetNextOccurrence(instant.ToDateTimeUtc(), zone) is { } next
            ? Instant.FromDateTimeUtc(DateTime.SpecifyKind(next, DateTimeKind.Utc))
            : null;
    }

    /// <summary>
    /// The machine's copy of a zone. A fixed offset, such as <c>UTC+08</c>, has none; an older name may be known by its newer one only.
    /// </summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know it.</exception>
    private static TimeZoneInfo ZoneOf(DateTimeZone zone)
    {
        if (zone.MinOffset == zone.MaxOffset)
            return TimeZoneInfo.CreateCustomTimeZone(zone.Id, zone.MinOffset.ToTimeSpan(), zone.Id, zone.Id);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Id, out var known))
            return known;
        return TimeZoneInfo.FindSystemTimeZoneById(
            TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(zone.Id, out var canonical) ? canonical : zone.Id);
    }

    /// <summary>The last instant it was due after one and up to another; null: none.</summary>
    public static Instant? LastBetween(this JourneySchedule schedule, Instant after, Instant until)
    {
        Instant? due = null;
        for (var next = schedule.NextAfter(after); next is { } at && at <= until; next = schedule.NextAfter(at))
            due = at;
        return due;
    }
}
