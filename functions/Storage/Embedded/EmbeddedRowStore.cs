using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>The row store on the database file.</summary>
internal sealed class EmbeddedRowStore(IStoreAccess access) : IRowStore
{
    private static readonly ValueTask<CommitResult> NothingToDo = new(new CommitResult(CommitOutcome.Committed));

    /// <summary>Whether this is the store of a file.</summary>
    public bool IsOf(IStoreAccess file) => ReferenceEquals(access, file);

    public ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        access.ReadAsync((table, partition, from, before, take),
            static (reader, a) => reader.Range(a.table, a.partition, a.from, a.before, a.take), cancel);

    public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
        access.ReadAsync((table, partition, key), static (reader, a) => reader.Find(a.table, a.partition, a.key), cancel);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        access.ReadAsync((table, fromPartition, beforePartition, after, take),
            static (reader, a) => reader.Scan(a.table, a.fromPartition, a.beforePartition, a.after, a.take), cancel);

    public ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        BatchRules.Check(changes);
        return changes.Count == 0
            ? NothingToDo
            : access.WriteAsync((table, partition, changes),
                static (session, a) => session.Rows.Apply(a.table, a.partition, a.changes), cancel);
    }
}
