using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>An occurrence of a journey's schedule.</summary>
/// <param name="At">When.</param>
/// <param name="Journey">The journey.</param>
/// <param name="Schedule">Its schedule.</param>
public sealed record ScheduledSweep(Instant At, JourneyDefinition Journey, JourneySchedule Schedule)
{
    /// <summary>The occurrences of all published journeys after an instant and up to another, in order.</summary>
    public static IReadOnlyList<ScheduledSweep> Between(ICampaignLibrary library, Instant after, Instant until) =>
    [
        .. from live in library.Journeys
           where live.Status == JourneyStatus.Published
           from schedule in JourneySchedule.Of(live.Definition)
           from at in Occurrences(schedule, after, until)
           orderby at
           select new ScheduledSweep(at, live.Definition, schedule),
    ];

    private static IEnumerable<Instant> Occurrences(JourneySchedule schedule, Instant after, Instant until)
    {
        for (var next = schedule.NextAfter(after); next is { } at && at <= until; next = schedule.NextAfter(at))
            yield return at;
    }
}
