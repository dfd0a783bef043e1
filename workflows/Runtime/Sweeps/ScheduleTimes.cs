using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Runtime.Sweeps;

/// <summary>When schedules fire. Cron expressions are evaluated in the machine's copy of a zone, so this is not for pure code.</summary>
public static class ScheduleTimes
{
    /// <summary>The next instant it fires after one; null: never.</summary>
    public static Instant? NextAfter(this JourneySchedule schedule, Instant instant)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.Entry.TimeZone.Id);
        return schedule.Entry.Cron.GetNextOccurrence(instant.ToDateTimeUtc(), zone) is { } next
            ? Instant.FromDateTimeUtc(DateTime.SpecifyKind(next, DateTimeKind.Utc))
            : null;
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
