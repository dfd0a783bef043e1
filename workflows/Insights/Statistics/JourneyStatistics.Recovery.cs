using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <content>Counts again what a process that was killed had counted, and everything.</content>
public sealed partial class JourneyStatistics
{
    /// <summary>Counts everything again from the timelines of all customers. To be called while nothing else runs on the store.</summary>
    public async ValueTask RebuildAsync(CancellationToken cancel)
    {
        const int pageSize = 500;
        const int maxConcurrency = 8;
        await _flushing.WaitAsync(cancel);
        try
        {
            lock (_lock)
            {
                _unstamped.Clear(); // the timelines have it all
                _closing.Clear();
                _open = null;
            }

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
                        StatisticsPage.Count(counted, timelineEvents);
                });
                after = page.Count > 0 ? page[^1].Place : after;
            }
            while (page.Count == pageSize);
            await _table.ReplaceAllAsync(counted, cancel);
            foreach (var partition in new[] { TallyTable.Partition, Running, Due })
            {
                while (await rows.ReadAsync(Table, partition, "", "~", 100, cancel) is { Count: > 0 } marks)
                    await rows.CommitAsync(Table, partition, [.. marks.Select(row => new RowChange.Delete(row.Key))], cancel);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>
    /// Completes the tallies of processes that were killed: those of this host's earlier life, and those whose time is over. Takes as long
    /// as the end of every customer's timeline takes to read when there are any, and one read when there are none; counting goes on
    /// meanwhile.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store is away; what is left is taken up the next time, or by another.</exception>
    public async ValueTask RecoverAsync(CancellationToken cancel)
    {
        var now = Now;
        var dead = new Dictionary<string, (TallyRow Entry, string Tag)>();
        foreach (var row in (await _tallies.ListAsync(cancel)).Where(row => !IsOwn(row.Key)))
        {
            var entry = TallyRow.Read(row);
            var own = _host is not null && entry.Host == _host;
            if (entry.Until > now && !own)
                continue;
            if (entry.Done)
                await _tallies.FinishAsync(row.Key, entry, cancel);
            else if (await _tallies.ReplaceAsync(row.Key, Claimed(entry, now), row.Tag, cancel) is { } tag)
                dead[row.Key] = (entry, tag);
        }

        if (dead.Count == 0)
            return;
        var claimed = now;
        var counted = await _recount.RunAsync([.. dead.Keys], async token =>
        {
            if (Now - claimed < Claim / 4)
                return;
            claimed = Now;
            foreach (var (tally, (entry, tag)) in dead.ToList())
            {
                if (await _tallies.ReplaceAsync(tally, Claimed(entry, claimed), tag, token) is { } renewed)
                    dead[tally] = (entry, renewed);
                else
                    dead.Remove(tally); // another counts it
            }
        }, cancel);
        foreach (var (tally, (entry, tag)) in dead)
        {
            var pages = counted[tally];
            foreach (var partition in pages.GroupBy(page => page.Key.Partition))
            {
                await _tallies.WriteAsync(tally, partition.Key,
                    [.. partition.Select(page => KeyValuePair.Create(page.Key.Key, StatisticsRow.Write(page.Value)))], cancel);
            }

            // A process that was only frozen may be in the middle of a save: it would notice, and have it counted again.
            var done = new TallyRow
            {
                Host = entry.Host,
                By = Self,
                Until = entry.Host is not null && entry.Host == _host ? now : Now + Claim,
                Done = true,
                Pages = [.. pages.Keys.Select(page => page.Address)],
            };
            if (await _tallies.ReplaceAsync(tally, done, tag, cancel) is not null && done.Until <= now)
                await _tallies.FinishAsync(tally, done, cancel);
        }
    }

    private TallyRow Claimed(TallyRow entry, Instant now) => new() { Host = entry.Host, By = Self, Until = now + Claim };

    private bool IsOwn(string tally)
    {
        lock (_lock)
            return _open?.Id == tally || _closing.Exists(closing => closing.Id == tally) || _next?.Id == tally;
    }
}
