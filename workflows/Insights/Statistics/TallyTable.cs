using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>
/// Tallies in the row store. What a tally counts lies beside the common numbers, in rows of its own; when it is complete, each of its
/// rows is removed in the same batch that adds it to the common row, so it is added once, whoever does it and however often.
/// </summary>
internal sealed class TallyTable(IRowStore rows)
{
    /// <summary>The partition of the list of tallies.</summary>
    public const string Partition = "@tallies";

    private const int MaxChanges = 100;
    private const int PageSize = 1000;

    /// <summary>Lists a tally, before anything is stamped with it. Doing it again changes nothing.</summary>
    /// <returns>The tag of its entry.</returns>
    public async ValueTask<string> OpenAsync(string tally, string? host, Instant until, CancellationToken cancel)
    {
        var written = await rows.CommitAsync(StatisticsTable.Table, Partition,
            [new RowChange.Upsert(tally, new TallyRow { Host = host, Until = until }.Write())], cancel);
        return written.Tags?[0] ?? (await rows.FindAsync(StatisticsTable.Table, Partition, tally, cancel))?.Tag ?? "";
    }

    /// <summary>The tallies that are not part of the common numbers, the oldest first.</summary>
    public ValueTask<IReadOnlyList<Row>> ListAsync(CancellationToken cancel) =>
        rows.ReadAsync(StatisticsTable.Table, Partition, "", "~", PageSize, cancel);

    /// <summary>Changes an entry unless somebody else has.</summary>
    /// <returns>The new tag; null: somebody has.</returns>
    public async ValueTask<string?> ReplaceAsync(string tally, TallyRow entry, string tag, CancellationToken cancel)
    {
        var body = entry.Write();
        var written = await rows.CommitAsync(StatisticsTable.Table, Partition, [new RowChange.Replace(tally, body, tag)], cancel);
        if (written is { Committed: true, Tags: [{ } changed] })
            return changed;
        var found = await rows.FindAsync(StatisticsTable.Table, Partition, tally, cancel);
        // Its own words: the answer to an earlier try was lost.
        return found is not null && found.Body.Span.SequenceEqual(body) ? found.Tag : null;
    }

    /// <summary>Has a tally counted again from the timelines, unless it is part of the common numbers already.</summary>
    public async ValueTask ReopenAsync(string tally, Instant until, CancellationToken cancel)
    {
        while (await rows.FindAsync(StatisticsTable.Table, Partition, tally, cancel) is { } found)
        {
            if (await ReplaceAsync(tally, new TallyRow { Until = until }, found.Tag, cancel) is not null)
                return;
        }
    }

    /// <summary>Writes pages of a tally: all that it has counted for them so far, over what it wrote before.</summary>
    public async ValueTask WriteAsync(
        string tally, string partition, IReadOnlyCollection<KeyValuePair<string, byte[]>> pages, CancellationToken cancel)
    {
        foreach (var batch in pages.Chunk(MaxChanges))
        {
            await rows.CommitAsync(StatisticsTable.Table, partition,
                [.. batch.Select(page => new RowChange.Upsert(StatisticsPage.KeyOf(page.Key, tally), page.Value))], cancel);
        }
    }

    /// <summary>Adds the pages of a tally that is done to the common numbers, and strikes it off the list.</summary>
    public async ValueTask FinishAsync(string tally, TallyRow entry, CancellationToken cancel)
    {
        foreach (var partition in (entry.Pages ?? []).Select(StatisticsPage.Split).GroupBy(page => page.Partition))
        {
            foreach (var batch in partition.Select(page => page.Key).Chunk(MaxChanges / 2))
                await AddAsync(tally, partition.Key, batch, cancel);
        }

        await rows.CommitAsync(StatisticsTable.Table, Partition, [new RowChange.Delete(tally)], cancel);
    }

    private async ValueTask AddAsync(string tally, string partition, string[] keys, CancellationToken cancel)
    {
        while (true)
        {
            var changes = new List<RowChange>();
            foreach (var key in keys)
            {
                var own = StatisticsPage.KeyOf(key, tally);
                if (await rows.FindAsync(StatisticsTable.Table, partition, own, cancel) is not { } counted)
                    continue; // added before
                var common = await rows.FindAsync(StatisticsTable.Table, partition, key, cancel);
                var sum = StatisticsRow.Read(counted);
                if (common is not null)
                    sum.Count(StatisticsRow.Read(common));
                var body = StatisticsRow.Write(sum);
                changes.Add(common is null ? new RowChange.Insert(key, body) : new RowChange.Replace(key, body, common.Tag));
                changes.Add(new RowChange.Delete(own, counted.Tag));
            }

            if ((await rows.CommitAsync(StatisticsTable.Table, partition, changes, cancel)).Committed)
                return;
        }
    }
}
