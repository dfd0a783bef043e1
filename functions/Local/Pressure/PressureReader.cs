using Campaigns.Insights.Pressure;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Local.Pressure;

/// <summary>
/// Reads a portfolio's pressure from a store or a written timeline. Memory does not grow with the number of timeline events.
/// </summary>
internal static class PressureReader
{
    private const int Page = 500;
    private const int MaxConcurrency = 16; // an account in the cloud answers after milliseconds, and many at once

    /// <summary>
    /// Reads every customer's timeline, page by page, many of a page at once. A customer's months are those of their own zone, or of the
    /// contact policy's.
    /// </summary>
    public static async Task<PortfolioPressure> OfStoreAsync(IRowStore rows, PressurePeriod period, CancellationToken cancel)
    {
        var customers = new CustomerStore(rows);
        var directory = new CustomerDirectory(rows);
        var zoneOfPolicy = (await StoredContactPolicy.ReadAsync(rows, cancel)).TimeZone;
        var tally = new PressureTally(period);
        RowAddress? after = null;
        while (true)
        {
            var page = await directory.PageAsync(after, Page, cancel);
            foreach (var (zone, timelineEvents) in (await ReadAsync(customers, page, zoneOfPolicy, cancel)).OfType<CustomerTimeline>())
                Add(zone, timelineEvents, tally);
            if (page.Count < Page)
                return tally.Result();
            after = page[^1].Place;
        }
    }

    /// <summary>Reads a <c>timeline.jsonl</c>. Its months are those of the times as written; only customers it names are counted.</summary>
    /// <exception cref="TimelineFormatException">The file is no timeline.</exception>
    public static PortfolioPressure OfTimeline(string path, PressurePeriod period, CancellationToken cancel)
    {
        var tally = new PressureTally(period);
        var customers = new Dictionary<CustomerId, CustomerTally>();
        foreach (var line in TimelineReader.Read(path))
        {
            cancel.ThrowIfCancellationRequested();
            if (!customers.TryGetValue(line.Customer, out var customer))
                customers[line.Customer] = customer = PressureTally.Begin();
            tally.Add(customer, line.Event, line.At.Date);
        }

        foreach (var customer in customers.Values)
            tally.Complete(customer);
        return tally.Result();
    }

    /// <summary>
    /// What was told to the customers of a page; null in the place of one who is listed, but a crash came before they were saved.
    /// </summary>
    private static async Task<CustomerTimeline?[]> ReadAsync(
        CustomerStore customers, IReadOnlyList<(CustomerId Customer, RowAddress Place)> page, DateTimeZone zoneOfPolicy,
        CancellationToken cancel)
    {
        var recorded = new CustomerTimeline?[page.Count];
        await Parallel.ForAsync(0, page.Count, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
            async (i, token) =>
        {
            var record = await customers.LoadAsync(page[i].Customer, token);
            if (record.Exists)
                recorded[i] = new CustomerTimeline(record.Profile.ZoneOr(zoneOfPolicy),
                    await customers.ReadTimelineAsync(record.Id, token).ToListAsync(token));
        });
        return recorded;
    }

    private static void Add(DateTimeZone zone, IReadOnlyList<TimelineEvent> timelineEvents, PressureTally tally)
    {
        var customer = PressureTally.Begin();
        foreach (var timelineEvent in timelineEvents)
            tally.Add(customer, timelineEvent, timelineEvent.Time.InZone(zone).Date);
        tally.Complete(customer);
    }

    private sealed record CustomerTimeline(DateTimeZone Zone, IReadOnlyList<TimelineEvent> Events);
}
