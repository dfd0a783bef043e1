using System.Collections.Concurrent;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>A store that counts what each of its tables is asked.</summary>
internal sealed class CountingStore(IStore store) : IStore, IRowStore
{
    private readonly ConcurrentDictionary<string, int> _calls = new();

    public IRowStore Rows => this;

    public IDelayedQueue Queues => store.Queues;

    public int CallsTo(string table) => _calls.GetValueOrDefault(table);

    public ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        Counted(table).ReadAsync(table, partition, from, before, take, cancel);

    public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
        Counted(table).FindAsync(table, partition, key, cancel);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        Counted(table).ScanAsync(table, fromPartition, beforePartition, after, take, cancel);

    public ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel) =>
        Counted(table).CommitAsync(table, partition, changes, cancel);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private IRowStore Counted(string table)
    {
        _calls.AddOrUpdate(table, 1, static (_, calls) => calls + 1);
        return store.Rows;
    }
}
