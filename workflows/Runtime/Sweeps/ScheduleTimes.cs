using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Sweeps;

/// <summary>
/// When schedules fire. A cron expression names local times; which instants they are says the same zone data and the same rule as
/// everywhere (<see cref="ZoneClock"/>): what the clock skips is the end of the skip, what it shows twice is the first time.
/// </summary>
public static class ScheduleTimes
{
    /// <summary>The next instant it fires after one; null: never.</summary>
    public static Instant? NextAfter(this JourneySchedule schedule, Instant instant)
    {
        var (zone, cron) = (schedule.Entry.TimeZone, schedule.Entry.Cron);
        var local = AsUtc(zone.At(instant).LocalDateTime);
        // Local times are in order, but those that come twice lie in the past while the clock shows them again.
        while (cron.GetNextOccurrence(local) is { } next)
        {
            if (zone.InstantOf(LocalDateTime.FromDateTime(next)) is var at && at > instant)
                return at;
            local = next;
        }

        return null;
    }

    /// <summary>The last instant it was due after one and up to another; null: none.</summary>
    public static Instant? LastBetween(this JourneySchedule schedule, Instant after, Instant until)
    {
        Instant? due = null;
        for (var next = schedule.NextAfter(after); next is { } at && at <= until; next = schedule.NextAfter(at))
            due = at;
        return due;
    }

    /// <summary>The local time as the evaluator takes it: it reckons in a zone without clock changes.</summary>
    private static DateTime AsUtc(LocalDateTime local) => DateTime.SpecifyKind(local.ToDateTimeUnspecified(), DateTimeKind.Utc);
}
