using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;

namespace Campaigns.ConcurrentIntake;

/// <summary>A store that counts what is written to it.</summary>
internal sealed class CountedRows(IRowStore rows) : IRowStore
{
    private int _commits;
    private int _conflicts;
    private int _alarms;

    /// <summary>Batches that were written, by all tables together.</summary>
    public int Commits => _commits;

    /// <summary>Batches that were refused.</summary>
    public int Conflicts => _conflicts;

    /// <summary>Timers that were set, each time it was.</summary>
    public int Alarms => _alarms;

    public ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        rows.ReadAsync(table, partition, from, before, take, cancel);

    public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
        rows.FindAsync(table, partition, key, cancel);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel);

    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        var result = await rows.CommitAsync(table, partition, changes, cancel);
        Interlocked.Increment(ref result.Committed ? ref _commits : ref _conflicts);
        if (table == TimerTable.Table)
            Interlocked.Add(ref _alarms, changes.Count);
        return result;
    }
}
