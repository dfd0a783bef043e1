using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Sweeps;

/// <summary>
/// Fires the schedules of journeys. An occurrence missed while the host was down fires once when it is back, and those
/// missed before it are passed over: nobody wants seven mornings at once. A schedule that fails is an incident; the others fire.
/// </summary>
public sealed class Scheduler(SweepTable table, ICampaignLibrary library, IncidentLog incidents)
{
    /// <summary>Orders the audience sweeps that are due.</summary>
    public async ValueTask FireDueAsync(Instant now, CancellationToken cancel)
    {
        var schedules = Scheduled().ToList();
        if (schedules.Count == 0)
            return;
        var lastOf = await FindLastAsync(cancel);
        foreach (var schedule in schedules)
        {
            try
            {
                var last = lastOf is null ? await table.LastFiredAsync(schedule, cancel) : lastOf(schedule);
                await FireDueAsync(schedule, last, now, cancel);
                incidents.Resolve(PartOf(schedule));
            }
            catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
            {
                incidents.Report(PartOf(schedule), e);
            }
        }
    }

    /// <summary>The next instant any schedule fires after one; null when there is none.</summary>
    public Instant? NextAfter(Instant now) =>
        Scheduled().Select(schedule => NextAfter(schedule, now)).Where(next => next is not null).DefaultIfEmpty(null).Min();

    /// <summary>How the schedules of published journeys stand.</summary>
    public async ValueTask<IReadOnlyList<ScheduleState>> StatesAsync(Instant now, CancellationToken cancel)
    {
        var lastOf = await table.LastFiredAsync(cancel);
        return [.. Scheduled().Select(schedule =>
        {
            var last = lastOf(schedule);
            var due = last is { } fired ? NextAfter(schedule, fired) : null;
            return new ScheduleState(schedule, last, NextAfter(schedule, now), due < now ? now - due.Value : Duration.Zero)
            {
                HasFired = last is { } at && NextAfter(schedule, at - Duration.Epsilon) == at,
            };
        })];
    }

    /// <summary>When all of them fired last, by one read; null: one cannot be read, and is to stop no other.</summary>
    private async ValueTask<Func<JourneySchedule, Instant?>?> FindLastAsync(CancellationToken cancel)
    {
        try
        {
            return await table.LastFiredAsync(cancel);
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            return null;
        }
    }

    private async ValueTask FireDueAsync(JourneySchedule schedule, Instant? fired, Instant now, CancellationToken cancel)
    {
        if (fired is not { } last)
        {
            // First seen now: the past is not owed.
            await table.SetFiredAsync(schedule, now, cancel);
            return;
        }

        if (schedule.LastBetween(last, now) is not { } due)
            return;
        // Nobody could enter, so nobody is looked at.
        if (library.Index.Find(schedule.Journey)?.Entered.All(version =>
            version.Active?.Contains(now, library.ContactPolicy.TimeZone) == false) != true)
            await table.OrderAsync(new Sweep(schedule.Journey, SweepKind.Audience, due) { Schedule = schedule.Id }, cancel);
        await table.SetFiredAsync(schedule, due, cancel);
    }

    private Instant? NextAfter(JourneySchedule schedule, Instant now)
    {
        try
        {
            return schedule.NextAfter(now);
        }
        catch (Exception e)
        {
            incidents.Report(PartOf(schedule), e);
            return null;
        }
    }

    private static string PartOf(JourneySchedule schedule) => $"schedule {schedule.Journey}/{schedule.Id}";

    private IEnumerable<JourneySchedule> Scheduled() =>
        from live in library.Journeys
        where live.Status == JourneyStatus.Published
        from schedule in live.Schedules
        select schedule;
}

/// <summary>How a schedule stands.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Last">The last occurrence that fired, or when it began to be watched; null: it has not been watched yet.</param>
/// <param name="Next">The next occurrence; null: never.</param>
/// <param name="Behind">How long the first occurrence that has not fired is overdue; zero: none is.</param>
public readonly record struct ScheduleState(JourneySchedule Schedule, Instant? Last, Instant? Next, Duration Behind)
{
    /// <summary>Whether <see cref="Last"/> is an occurrence, not when the schedule began to be watched.</summary>
    public bool HasFired { get; init; }
}
