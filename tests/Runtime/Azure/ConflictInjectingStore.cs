using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>Somebody else writes a customer's head right before the chosen commit, so that its tag is stale.</summary>
internal sealed class ConflictInjectingStore(IStore store) : IStore, IRowStore
{
    private int _commits;
    private int _conflictAt = int.MaxValue;

    public IRowStore Rows => this;

    public IDelayedQueue Queues => store.Queues;

    public int Commits => _commits;

    /// <summary>Conflicts the nth commit to a customer from now.</summary>
    public void ConflictAt(int commit) => _conflictAt = _commits + commit;

    public ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        store.Rows.ReadAsync(table, partition, from, before, take, cancel);

    public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
        store.Rows.FindAsync(table, partition, key, cancel);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        store.Rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel);

    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        const string head = "a";
        if (table == CustomerStore.Table && Interlocked.Increment(ref _commits) == _conflictAt
            && await store.Rows.FindAsync(table, partition, head, cancel) is { } row)
            await store.Rows.CommitAsync(table, partition, [new RowChange.Replace(head, row.Body, row.Tag)], cancel);
        return await store.Rows.CommitAsync(table, partition, changes, cancel);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
