namespace Campaigns.Runtime.Ports;

/// <summary>
/// A partitioned table: rows addressed by (table, partition, key), optimistic concurrency by tag, transactions within
/// one partition. The shape of Azure Tables, and everything above is written against nothing more.
/// </summary>
/// <remarks>Keys compare by ordinal. A batch holds at most 100 changes, each of another row; a body is at most 960 KiB and those of a batch
/// 2,900 KiB together: more is an <see cref="ArgumentException"/>.
/// Every member throws <see cref="StoreUnavailableException"/> when the store cannot be reached.</remarks>
public interface IRowStore
{
    /// <summary>Rows of one partition with <c>from ≤ key &lt; before</c>, in key order, at most <paramref name="take"/>.</summary>
    ValueTask<IReadOnlyList<Row>> ReadAsync(string table, string partition, string from, string before, int take, CancellationToken cancel);

    /// <summary>One row, or null.</summary>
    ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel);

    /// <summary>
    /// Rows of all partitions with <c>fromPartition ≤ partition &lt; beforePartition</c>, in (partition, key) order,
    /// at most <paramref name="take"/>, strictly after <paramref name="after"/> where given.
    /// </summary>
    ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel);

    /// <summary>Applies all changes or none. Durable when the answer is <see cref="CommitOutcome.Committed"/>.</summary>
    ValueTask<CommitResult> CommitAsync(string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel);
}

/// <summary>Where a row lies within a table.</summary>
/// <param name="Partition">The partition key.</param>
/// <param name="Key">The row key.</param>
public readonly record struct RowAddress(string Partition, string Key);

/// <summary>A stored row.</summary>
/// <param name="Partition">The partition key.</param>
/// <param name="Key">The row key.</param>
/// <param name="Body">The content, opaque to the store.</param>
/// <param name="Tag">Changes with every write; compare-and-swap by it.</param>
public sealed record Row(string Partition, string Key, ReadOnlyMemory<byte> Body, string Tag);

/// <summary>One change of a batch.</summary>
/// <param name="Key">The row key within the batch's partition.</param>
public abstract record RowChange(string Key)
{
    /// <summary>Adds a row; conflicts when the key exists.</summary>
    public sealed record Insert(string Key, ReadOnlyMemory<byte> Body) : RowChange(Key);

    /// <summary>Overwrites the row only if it still bears <paramref name="Tag"/>; conflicts otherwise, also when it is gone.</summary>
    public sealed record Replace(string Key, ReadOnlyMemory<byte> Body, string Tag) : RowChange(Key);

    /// <summary>Writes the row whatever was there.</summary>
    public sealed record Upsert(string Key, ReadOnlyMemory<byte> Body) : RowChange(Key);

    /// <summary>Removes the row: with a tag, conflicts unless it matches; without, absent is fine.</summary>
    public sealed record Delete(string Key, string? Tag = null) : RowChange(Key);
}

/// <summary>How a batch ended.</summary>
public enum CommitOutcome
{
    /// <summary>All changes are durable.</summary>
    Committed,

    /// <summary>A tag did not match, or an inserted key existed; nothing was changed.</summary>
    Conflict,
}

/// <summary>The answer to a batch.</summary>
/// <param name="Outcome">Committed or conflict.</param>
/// <param name="ConflictKey">The first row key that conflicted, when one did.</param>
public readonly record struct CommitResult(CommitOutcome Outcome, string? ConflictKey = null)
{
    /// <summary>True when all changes are durable.</summary>
    public bool Committed => Outcome == CommitOutcome.Committed;

    /// <summary>
    /// The new tags of the rows, in the order of the changes, null for a deleted one: whoever goes on writing need not read them. Null when
    /// the store does not tell.
    /// </summary>
    public IReadOnlyList<string?>? Tags { get; init; }
}

/// <summary>The store is away; the same call may succeed later. Intake answers 503 with Retry-After.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
