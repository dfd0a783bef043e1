using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Sweeps;

/// <summary>A schedule of a journey, which fires by itself and for its own audience.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Id">Stays the same while the times stay the same, whatever else is edited in the journey.</param>
/// <param name="Entry">The entry.</param>
public sealed record Schedule(JourneyId Journey, string Id, Entry.OnSchedule Entry)
{
    /// <summary>The schedules of a journey.</summary>
    public static ImmutableArray<Schedule> Of(JourneyDefinition journey)
    {
        var schedules = ImmutableArray.CreateBuilder<Schedule>();
        foreach (var entry in journey.Entries.OfType<Entry.OnSchedule>())
        {
            var times = $"{entry.Cron}\n{entry.TimeZone.Id}";
            // Several may fire at the same times, each for an audience of its own.
            var alike = schedules.Count(other => other.Entry.Cron.Equals(entry.Cron) && other.Entry.TimeZone.Id == entry.TimeZone.Id);
            schedules.Add(new(journey.Id, StableHash.Id(alike == 0 ? times : $"{times}\n{alike}"), entry));
        }

        return schedules.DrainToImmutable();
    }

    /// <summary>The next instant it fires after one; null: never.</summary>
    public Instant? NextAfter(Instant instant)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Entry.TimeZone.Id);
        return Entry.Cron.GetNextOccurrence(instant.ToDateTimeUtc(), zone) is { } next
            ? Instant.FromDateTimeUtc(DateTime.SpecifyKind(next, DateTimeKind.Utc))
            : null;
    }

    /// <summary>The last instant it was due after one and up to another; null: none.</summary>
    public Instant? LastBetween(Instant after, Instant until)
    {
        Instant? due = null;
        for (var next = NextAfter(after); next is { } at && at <= until; next = NextAfter(at))
            due = at;
        return due;
    }
}
