using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Sweeps;

/// <summary>
/// Fires the schedules of journeys. An occurrence missed while the host was down fires once when it is back, and those
/// missed before it are passed over: nobody wants seven mornings at once.
/// </summary>
public sealed class Scheduler(SweepTable table, ICampaignLibrary library)
{
    /// <summary>Orders the audience sweeps that are due.</summary>
    public async ValueTask FireDueAsync(Instant now, CancellationToken cancel)
    {
        foreach (var schedule in Scheduled())
        {
            if (await table.LastFiredAsync(schedule, cancel) is not { } last)
            {
                // First seen now: the past is not owed.
                await table.SetFiredAsync(schedule, now, cancel);
                continue;
            }

            if (schedule.LastBetween(last, now) is not { } due)
                continue;
            await table.OrderAsync(new Sweep(schedule.Journey, SweepKind.Audience, due) { Schedule = schedule.Id }, cancel);
            await table.SetFiredAsync(schedule, due, cancel);
        }
    }

    /// <summary>The next instant any schedule fires after one; null when there is none.</summary>
    public Instant? NextAfter(Instant now) =>
        Scheduled().Select(schedule => schedule.NextAfter(now)).Where(next => next is not null).DefaultIfEmpty(null).Min();

    private IEnumerable<JourneySchedule> Scheduled() =>
        from live in library.Journeys
        where live.Status == JourneyStatus.Published
        from schedule in JourneySchedule.Of(live.Definition)
        select schedule;
}
