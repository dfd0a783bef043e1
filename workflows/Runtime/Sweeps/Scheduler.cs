using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Ports;
using NodaTime;

namespace Campaigns.Workflows.Runtime.Sweeps;

/// <summary>
/// Fires the schedules of journeys. An occurrence missed while the host was down fires once when it is back, and those
/// missed before it are passed over: nobody wants seven mornings at once.
/// </summary>
public sealed class Scheduler(SweepTable table, ICampaignLibrary library)
{
    /// <summary>Orders the audience sweeps that are due.</summary>
    public async ValueTask FireDueAsync(Instant now, CancellationToken cancel)
    {
        foreach (var (journey, entry) in Scheduled())
        {
            if (await table.LastFiredAsync(journey, cancel) is not { } last)
            {
                // First seen now: the past is not owed.
                await table.SetFiredAsync(journey, now, cancel);
                continue;
            }

            if (LastBefore(entry, last, now) is not { } due)
                continue;
            await table.OrderAsync(new Sweep(journey, SweepKind.Audience, due), cancel);
            await table.SetFiredAsync(journey, due, cancel);
        }
    }

    /// <summary>The next instant any schedule fires after one; null when there is none.</summary>
    public Instant? NextAfter(Instant now) => Scheduled().Select(item => Next(item.Entry, now)).Where(next => next is not null).DefaultIfEmpty(null).Min();

    private IEnumerable<(JourneyId Journey, Entry.OnSchedule Entry)> Scheduled() =>
        from live in library.Journeys
        where live.Status == JourneyStatus.Published
        from entry in live.Definition.Entries.OfType<Entry.OnSchedule>()
        select (live.Definition.Id, entry);

    private static Instant? LastBefore(Entry.OnSchedule entry, Instant last, Instant now)
    {
        Instant? due = null;
        for (var next = Next(entry, last); next is { } at && at <= now; next = Next(entry, at))
            due = at;
        return due;
    }

    private static Instant? Next(Entry.OnSchedule entry, Instant after)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(entry.TimeZone.Id);
        return entry.Cron.GetNextOccurrence(after.ToDateTimeUtc(), zone) is { } next
            ? Instant.FromDateTimeUtc(DateTime.SpecifyKind(next, DateTimeKind.Utc))
            : null;
    }
}
