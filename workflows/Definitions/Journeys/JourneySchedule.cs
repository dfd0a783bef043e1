using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys;

/// <summary>A schedule of a journey, which fires by itself and for its own audience.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Id">Stays the same while the times stay the same, whatever else is edited in the journey.</param>
/// <param name="Entry">The entry.</param>
public sealed record JourneySchedule(JourneyId Journey, string Id, Entry.OnSchedule Entry)
{
    /// <summary>The schedules of a journey.</summary>
    public static ImmutableArray<JourneySchedule> Of(JourneyDefinition journey)
    {
        var schedules = ImmutableArray.CreateBuilder<JourneySchedule>();
        foreach (var entry in journey.Entries.OfType<Entry.OnSchedule>())
        {
            var times = $"{entry.Cron}\n{entry.TimeZone.Id}";
            // Several may fire at the same times, each for an audience of its own.
            var alike = schedules.Count(other => other.Entry.Cron.Equals(entry.Cron) && other.Entry.TimeZone.Id == entry.TimeZone.Id);
            schedules.Add(new(journey.Id, StableHash.Id(alike == 0 ? times : $"{times}\n{alike}"), entry));
        }

        return schedules.DrainToImmutable();
    }
}
