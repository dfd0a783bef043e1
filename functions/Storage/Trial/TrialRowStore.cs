using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Trial;

/// <summary>
/// A store for trying something out: it reads what is in another store, and keeps what is written in memory, where later reads find it.
/// The other store is not changed.
/// </summary>
/// <param name="under">The other store; null: there is nothing yet.</param>
public sealed class TrialRowStore(IRowStore? under) : IRowStore, IDisposable
{
    // By table, partition and key; null: deleted.
    private readonly Dictionary<string, SortedDictionary<string, SortedDictionary<string, Row?>>> _tables = [];
    private readonly SemaphoreSlim _lock = new(1);
    private long _tags;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel)
    {
        await _lock.WaitAsync(cancel);
        try
        {
            var changed = Of(table, partition) is { } own
                ? Changed(partition, own, key => string.CompareOrdinal(key, from) >= 0 && string.CompareOrdinal(key, before) < 0).ToList()
                : [];
            var rows = under is null ? []
                : await under.ReadAsync(table, partition, from, before, MoreThan(take, changed), cancel);
            return Merge(rows, changed, take);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel)
    {
        await _lock.WaitAsync(cancel);
        try
        {
            return await CurrentAsync(table, new(partition, key), cancel);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel)
    {
        await _lock.WaitAsync(cancel);
        try
        {
            var changed = (_tables.GetValueOrDefault(table) ?? [])
                .Where(own => string.CompareOrdinal(own.Key, fromPartition) >= 0 && string.CompareOrdinal(own.Key, beforePartition) < 0)
                .SelectMany(own => Changed(own.Key, own.Value, key =>
                    after is not { } last || ByAddress.Instance.Compare(new(own.Key, key), last) > 0))
                .ToList();
            var rows = under is null ? []
                : await under.ScanAsync(table, fromPartition, beforePartition, after, MoreThan(take, changed), cancel);
            return Merge(rows, changed, take);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        BatchRules.Check(changes);
        await _lock.WaitAsync(cancel);
        try
        {
            foreach (var change in changes)
            {
                if (change is RowChange.Upsert or RowChange.Delete { Tag: null })
                    continue;
                var current = await CurrentAsync(table, new(partition, change.Key), cancel);
                var expected = change switch
                {
                    RowChange.Replace replace => replace.Tag,
                    RowChange.Delete delete => delete.Tag,
                    _ => null,
                };
                if (current?.Tag != expected)
                    return new(CommitOutcome.Conflict, change.Key);
            }

            return new(CommitOutcome.Committed) { Tags = [.. changes.Select(change => Write(table, partition, change))] };
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private string? Write(string table, string partition, RowChange change)
    {
        ReadOnlyMemory<byte>? body = change switch
        {
            RowChange.Insert insert => insert.Body,
            RowChange.Replace replace => replace.Body,
            RowChange.Upsert upsert => upsert.Body,
            _ => (ReadOnlyMemory<byte>?)null,
        };
        if (!_tables.TryGetValue(table, out var partitions))
            _tables.Add(table, partitions = new(StringComparer.Ordinal));
        if (!partitions.TryGetValue(partition, out var rows))
            partitions.Add(partition, rows = new(StringComparer.Ordinal));
        var row = body is { } content ? new Row(partition, change.Key, content.ToArray(), $"trial-{++_tags}") : null;
        rows[change.Key] = row;
        return row?.Tag;
    }

    private async ValueTask<Row?> CurrentAsync(string table, RowAddress address, CancellationToken cancel) =>
        Of(table, address.Partition) is { } own && own.TryGetValue(address.Key, out var row) ? row
        : under is null ? null : await under.FindAsync(table, address.Partition, address.Key, cancel);

    private SortedDictionary<string, Row?>? Of(string table, string partition) =>
        _tables.TryGetValue(table, out var partitions) ? partitions.GetValueOrDefault(partition) : null;

    private static IEnumerable<KeyValuePair<RowAddress, Row?>> Changed(
        string partition, SortedDictionary<string, Row?> rows, Func<string, bool> isIn) =>
        rows.Where(pair => isIn(pair.Key)).Select(pair => KeyValuePair.Create(new RowAddress(partition, pair.Key), pair.Value));

    /// <summary>So many rows of the other store that enough are left without those deleted here.</summary>
    private static int MoreThan(int take, List<KeyValuePair<RowAddress, Row?>> changed) =>
        (int)Math.Min(int.MaxValue, (long)take + changed.Count(pair => pair.Value is null));

    private static IReadOnlyList<Row> Merge(IReadOnlyList<Row> under, List<KeyValuePair<RowAddress, Row?>> changed, int take)
    {
        if (changed.Count == 0)
            return under;
        var rows = new SortedDictionary<RowAddress, Row?>(ByAddress.Instance);
        foreach (var row in under)
            rows[new(row.Partition, row.Key)] = row;
        foreach (var (address, row) in changed)
            rows[address] = row;
        return [.. rows.Values.OfType<Row>().Take(take)];
    }

    private sealed class ByAddress : IComparer<RowAddress>
    {
        public static readonly ByAddress Instance = new();

        public int Compare(RowAddress x, RowAddress y) =>
            string.CompareOrdinal(x.Partition, y.Partition) is not 0 and var partition ? partition : string.CompareOrdinal(x.Key, y.Key);
    }
}
