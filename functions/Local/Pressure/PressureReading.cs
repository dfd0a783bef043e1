using Campaigns.Insights.Pressure;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Local.Pressure;

/// <summary>Reads a portfolio's pressure from a store or a written timeline. Memory does not grow with the number of facts.</summary>
internal static class PressureReading
{
    private const int Page = 500;
    private const int AtOnce = 16; // an account in the cloud answers after milliseconds, and many at once

    /// <summary>Reads every customer's timeline, page by page, many of a page at once. A customer's months are those of their own zone.</summary>
    public static async Task<PortfolioPressure> OfStoreAsync(IRowStore rows, PressurePeriod period, CancellationToken cancel)
    {
        var customers = new CustomerStore(rows);
        var directory = new CustomerDirectory(rows);
        var tally = new PressureTally(period);
        RowAddress? after = null;
        while (true)
        {
            var page = await directory.PageAsync(after, Page, cancel);
            foreach (var (zone, facts) in (await ReadAsync(customers, page, cancel)).OfType<Told>())
                Take(zone, facts, tally);
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

    /// <summary>What was told to the customers of a page; null in the place of one who is listed, but a crash came before they were saved.</summary>
    private static async Task<Told?[]> ReadAsync(CustomerStore customers, IReadOnlyList<(CustomerId Customer, RowAddress Place)> page, CancellationToken cancel)
    {
        var told = new Told?[page.Count];
        await Parallel.ForAsync(0, page.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, token) =>
        {
            var record = await customers.LoadAsync(page[i].Customer, token);
            if (record.Exists)
                told[i] = new Told(record.Profile.ZoneOr(DateTimeZone.Utc), await customers.ReadTimelineAsync(record.Id, token).ToListAsync(token));
        });
        return told;
    }

    private static void Take(DateTimeZone zone, IReadOnlyList<Fact> facts, PressureTally tally)
    {
        var customer = PressureTally.Begin();
        foreach (var fact in facts)
            tally.Take(customer, fact, fact.Time.InZone(zone).Date);
        tally.Complete(customer);
    }

    private sealed record Told(DateTimeZone Zone, IReadOnlyList<Fact> Facts);
}
