using Campaigns.Runtime.Ports;

namespace Campaigns.Growth.Benchmarks;

/// <summary>A store that counts calls and rows.</summary>
internal sealed class CountedRows(IRowStore rows) : IRowStore
{
    private long _reads;
    private long _rowsRead;
    private long _writes;
    private long _rowsWritten;

    /// <summary>What was counted so far.</summary>
    public RowCounts Counts => new(_reads, _rowsRead, _writes, _rowsWritten);

    public async ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        CountRead(await rows.ReadAsync(table, partition, from, before, take, cancel));

    public async ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel)
    {
        var row = await rows.FindAsync(table, partition, key, cancel);
        CountRead(row is null ? [] : [row]);
        return row;
    }

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        CountRead(await rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel));

    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _rowsWritten, changes.Count);
        return await rows.CommitAsync(table, partition, changes, cancel);
    }

    private IReadOnlyList<Row> CountRead(IReadOnlyList<Row> read)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Add(ref _rowsRead, read.Count);
        return read;
    }
}

/// <summary>Calls of a store, and the rows they read and wrote.</summary>
internal readonly record struct RowCounts(long Reads, long RowsRead, long Writes, long RowsWritten);
