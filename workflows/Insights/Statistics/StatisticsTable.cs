using Campaigns.Model;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>Numbers in the row store: a partition for each journey and day, with the common numbers and those of tallies.</summary>
internal sealed class StatisticsTable(IRowStore rows)
{
    public const string Table = "statistics";

    /// <summary>All numbers of a journey, or of one version of it, on the days from one to another, both included.</summary>
    public async ValueTask<StatisticsCounts> ReadAsync(
        JourneyId journey, LocalDate from, LocalDate to, CancellationToken cancel, int? version = null)
    {
        const int page = 500;
        var counts = new StatisticsCounts();
        var (first, before) = (StatisticsPage.PartitionOf(journey, from), StatisticsPage.PartitionOf(journey, to) + "\0");
        RowAddress? after = null;
        while (true)
        {
            var found = await rows.ScanAsync(Table, first, before, after, page, cancel);
            foreach (var row in found.Where(row => version is not { } only || StatisticsPage.IsOf(row.Key, only)))
                counts.Count(StatisticsRow.Read(row));
            if (found.Count < page)
                return counts;
            after = new RowAddress(found[^1].Partition, found[^1].Key);
        }
    }

    /// <summary>Writes these pages over what is stored and removes every other.</summary>
    public async ValueTask ReplaceAllAsync(IReadOnlyDictionary<StatisticsPage, StatisticsCounts> pages, CancellationToken cancel)
    {
        const int max = 100;
        foreach (var partition in pages.GroupBy(page => page.Key.Partition))
        {
            foreach (var batch in partition.Chunk(max))
                await rows.CommitAsync(Table, partition.Key,
                    [.. batch.Select(page => new RowChange.Upsert(page.Key.Key, StatisticsRow.Write(page.Value)))], cancel);
        }

        var wanted = pages.Keys.Select(page => new RowAddress(page.Partition, page.Key)).ToHashSet();
        RowAddress? after = null;
        while (true)
        {
            // Partitions begin with a journey's id, which begins with a letter: the list of tallies lies before them.
            var found = await rows.ScanAsync(Table, "a", "~", after, max, cancel);
            foreach (var row in found.Where(row => !wanted.Contains(new(row.Partition, row.Key))))
                await rows.CommitAsync(Table, row.Partition, [new RowChange.Delete(row.Key)], cancel);
            if (found.Count < max)
                return;
            after = new RowAddress(found[^1].Partition, found[^1].Key);
        }
    }
}
