using Campaigns.Local.Replay;
using Campaigns.Workflows;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime;
using Campaigns.Workflows.Runtime.Pressure;
using NodaTime;

namespace Campaigns.Local.Pressure;

/// <summary>Reads a portfolio's pressure from a store or a written timeline. Memory does not grow with the number of facts.</summary>
internal static class PressureReading
{
    private const int Page = 500;

    /// <summary>Reads every customer's timeline, one after the other. A customer's months are those of their own zone.</summary>
    public static async Task<PortfolioPressure> OfStoreAsync(IRowStore rows, PressurePeriod period, CancellationToken cancel)
    {
        var customers = new CustomerStore(rows);
        var directory = new CustomerDirectory(rows);
        var tally = new PressureTally(period);
        RowAddress? after = null;
        while (true)
        {
            var page = await directory.PageAsync(after, Page, cancel);
            foreach (var (customer, _) in page)
                await TakeAsync(customers, customer, tally, cancel);
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
            tally.Take(customer, line.Fact, line.At.Date);
        }

        foreach (var customer in customers.Values)
            tally.Complete(customer);
        return tally.Result();
    }

    private static async Task TakeAsync(CustomerStore customers, CustomerId id, PressureTally tally, CancellationToken cancel)
    {
        var record = await customers.LoadAsync(id, cancel);
        if (!record.Exists)
            return; // listed, but a crash came before the customer was saved
        var zone = record.Profile.ZoneOr(DateTimeZone.Utc);
        var customer = PressureTally.Begin();
        await foreach (var fact in customers.ReadTimelineAsync(id, cancel))
            tally.Take(customer, fact, fact.Time.InZone(zone).Date);
        tally.Complete(customer);
    }
}
