using Campaigns.Runtime.Ports;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>A store that can be taken away.</summary>
public sealed class SwitchableRowStore(IRowStore rows) : IRowStore
{
    public bool IsUnavailable { get; set; }

    /// <summary>Whether reads never come back.</summary>
    public bool Hangs { get; set; }

    /// <summary>Called before each commit, to let something happen between a read and a write.</summary>
    public Func<string, string, ValueTask>? BeforeCommit { get; set; }

    public ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        Hangs ? new(new TaskCompletionSource<IReadOnlyList<Row>>().Task)
        : Present.ReadAsync(table, partition, from, before, take, cancel);

    public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
        Hangs ? new(new TaskCompletionSource<Row?>().Task) : Present.FindAsync(table, partition, key, cancel);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        Hangs ? new(new TaskCompletionSource<IReadOnlyList<Row>>().Task)
        : Present.ScanAsync(table, fromPartition, beforePartition, after, take, cancel);

    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        if (BeforeCommit is { } before)
            await before(table, partition);
        return await Present.CommitAsync(table, partition, changes, cancel);
    }

    private IRowStore Present => IsUnavailable ? throw new StoreUnavailableException("the store is away") : rows;
}
