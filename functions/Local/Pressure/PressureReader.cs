using Campaigns.Insights;
using Campaigns.Insights.Pressure;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Local.Pressure;

/// <summary>
/// Reads a portfolio's pressure from a store or a written timeline. Memory does not grow with the number of timeline events.
/// </summary>
internal static class PressureReader
{
    /// <summary>
    /// Reads every customer's timeline, page by page, many of a page at once. A customer's months are those of their own zone, or of the
    /// contact policy's.
    /// </summary>
    public static async Task<PortfolioPressure> OfStoreAsync(IRowStore rows, PressurePeriod period, CancellationToken cancel)
    {
        var zoneOfPolicy = (await StoredContactPolicy.ReadAsync(rows, cancel)).TimeZone;
        var tally = new PressureTally(period);
        await foreach (var (zone, timelineEvents) in CustomerScan.ReadAsync(rows, async (customers, record, token) => new CustomerTimeline(
            record.Profile.ZoneOr(zoneOfPolicy), await customers.ReadTimelineAsync(record.Id, token).ToListAsync(token)), cancel))
            Add(zone, timelineEvents, tally);
        return tally.Result();
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

    private static void Add(DateTimeZone zone, IReadOnlyList<TimelineEvent> timelineEvents, PressureTally tally)
    {
        var customer = PressureTally.Begin();
        foreach (var timelineEvent in timelineEvents)
            tally.Add(customer, timelineEvent, timelineEvent.Time.InZone(zone).Date);
        tally.Complete(customer);
    }

    private sealed record CustomerTimeline(DateTimeZone Zone, IReadOnlyList<TimelineEvent> Events);
}
