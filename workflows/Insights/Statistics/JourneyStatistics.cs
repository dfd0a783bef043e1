using System.Runtime.ExceptionServices;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>
/// Counts timeline events by journey, version, day, step, channel, kind, reason and holdout. Counts in memory and adds to the store
/// when flushed, so that deciding never waits for counting. Derived: it can be rebuilt from the timelines.
/// </summary>
/// <remarks>Hosts flush every second or so and on shutdown. What a crash takes with it, <see cref="RebuildAsync"/> brings back.</remarks>
public sealed class JourneyStatistics(IRowStore rows, CustomerDirectory directory, CustomerStore customers) : ITimelineSink
{
    /// <summary>The table.</summary>
    public const string Table = StatisticsTable.Table;

    private readonly StatisticsTable _table = new(rows);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private Dictionary<StatisticsPage, StatisticsCounts> _pending = [];

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        lock (_lock)
            Count(_pending, timelineEvents);
    }

    /// <summary>Adds what was counted since the last time to the store. What could not be stored is kept for the next time.</summary>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        await _flushing.WaitAsync(cancel);
        try
        {
            var pages = TakePending();
            Exception? failure = null;
            foreach (var partition in pages.GroupBy(page => page.Key.Partition).ToList())
            {
                try
                {
                    await _table.AddAsync(partition.Key, partition.ToDictionary(page => page.Key.Key, page => page.Value), cancel);
                }
                catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
                {
                    Restore(pages);
                    throw;
                }
                catch (Exception e)
                {
                    failure ??= e; // one journey's: the others are written down, and its counts are kept
                    continue;
                }

                foreach (var page in partition)
                    pages.Remove(page.Key);
            }

            Restore(pages);
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>What came of a journey on the days from one to another, both included, in UTC; as of the last flush.</summary>
    public async ValueTask<JourneyReport> ReadAsync(JourneyId journey, LocalDate from, LocalDate to, CancellationToken cancel) =>
        ReportBuilder.Build(journey, from, to, await _table.ReadAsync(journey, from, to, cancel));

    /// <summary>Counts everything again from the timelines of all customers. To be called while nothing else runs on the store.</summary>
    public async ValueTask RebuildAsync(CancellationToken cancel)
    {
        const int pageSize = 500;
        const int maxConcurrency = 8;
        await _flushing.WaitAsync(cancel);
        try
        {
            TakePending(); // the timelines have it
            var counted = new Dictionary<StatisticsPage, StatisticsCounts>();
            RowAddress? after = null;
            IReadOnlyList<(CustomerId Customer, RowAddress Place)> page;
            do
            {
                page = await directory.PageAsync(after, pageSize, cancel);
                await Parallel.ForEachAsync(page,
                    new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancel }, async (item, token) =>
                {
                    var timelineEvents = new List<TimelineEvent>();
                    try
                    {
                        await foreach (var timelineEvent in customers.ReadTimelineAsync(item.Customer, token))
                            timelineEvents.Add(timelineEvent);
                    }
                    catch (Exception e) when (e is InvalidDataException or StoreFormatException)
                    {
                        FaultMeter.Count("statistics", e); // what cannot be read cannot be counted, and must not keep a host from starting
                    }

                    lock (counted)
                        Count(counted, timelineEvents);
                });
                after = page.Count > 0 ? page[^1].Place : after;
            }
            while (page.Count == pageSize);
            await _table.ReplaceAllAsync(counted, cancel);
            await rows.CommitAsync(StatisticsTable.Table, Due, [new RowChange.Delete(Due)], cancel);
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Whether a partition says which hosts are counting, and holds no numbers.</summary>
    public static bool IsOfAHost(string partition) => partition == Running;

    /// <summary>Says that a host begins to count.</summary>
    /// <param name="host">Its name; the same after a restart.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>
    /// False: <see cref="RebuildAsync"/> is due, since a host was killed while it counted. While others are counting, it
    /// stays due until one begins alone.
    /// </returns>
    public async ValueTask<bool> BeginAsync(string host, CancellationToken cancel)
    {
        if (!(await rows.CommitAsync(StatisticsTable.Table, Running, [new RowChange.Insert(host, ReadOnlyMemory<byte>.Empty)],
            cancel)).Committed)
            await rows.CommitAsync(StatisticsTable.Table, Due, [new RowChange.Upsert(Due, ReadOnlyMemory<byte>.Empty)], cancel);
        if (await rows.FindAsync(StatisticsTable.Table, Due, Due, cancel) is null)
            return true;
        var counting = await rows.ReadAsync(StatisticsTable.Table, Running, "", "~", 2, cancel);
        return counting.Any(row => row.Key != host);
    }

    /// <summary>Flushes, and says that a host has stopped counting.</summary>
    public async ValueTask EndAsync(string host, CancellationToken cancel)
    {
        await FlushAsync(cancel);
        await rows.CommitAsync(StatisticsTable.Table, Running, [new RowChange.Delete(host)], cancel);
    }

    private const string Running = "@running";
    private const string Due = "@rebuild";

    private static void Count(Dictionary<StatisticsPage, StatisticsCounts> pages, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var timelineEvent in timelineEvents)
        {
            if (StatisticsPage.Of(timelineEvent) is not { } page)
                continue;
            if (!pages.TryGetValue(page, out var counts))
                pages[page] = counts = new();
            counts.Count(StatisticsKey.Of(timelineEvent), StatisticsNumbers.Of(timelineEvent));
            if (StatisticsKey.IsUncredited(timelineEvent))
                counts.Count(StatisticsKey.Of(timelineEvent) with { Kind = StatisticsKey.Uncredited }, StatisticsNumbers.Of(timelineEvent));
        }
    }

    private Dictionary<StatisticsPage, StatisticsCounts> TakePending()
    {
        lock (_lock)
        {
            var pending = _pending;
            _pending = [];
            return pending;
        }
    }

    private void Restore(Dictionary<StatisticsPage, StatisticsCounts> pages)
    {
        lock (_lock)
        {
            foreach (var (page, counts) in pages)
            {
                if (_pending.TryGetValue(page, out var newer))
                    newer.Count(counts);
                else
                    _pending[page] = counts;
            }
        }
    }
}
