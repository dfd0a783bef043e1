namespace Campaigns.Runtime.Ports;

/// <summary>
/// A queue whose messages lie in one database with a row store: what belongs together is one write there, of which a crash leaves all or
/// nothing, and no message can be received ahead of the rows it is about.
/// </summary>
public interface IQueueBesideRows : IDelayedQueue
{
    /// <summary>Whether these rows are in the same database.</summary>
    bool IsBeside(IRowStore rows);

    /// <summary>Applies a batch and all that goes with it, or nothing when the batch conflicts.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="with">What goes with it.</param>
    /// <param name="cancel">Stops it before it begins.</param>
    ValueTask<CommitResult> CommitAsync(RowBatch batch, Companions with, CancellationToken cancel);
}

/// <summary>Changes of one partition.</summary>
/// <param name="Table">The table.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Changes">The changes.</param>
public readonly record struct RowBatch(string Table, string Partition, IReadOnlyList<RowChange> Changes);

/// <summary>Messages of one queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Bodies">Their bodies.</param>
public readonly record struct QueueBatch(string Queue, IReadOnlyList<ReadOnlyMemory<byte>> Bodies);

/// <summary>A message that a receiver holds.</summary>
/// <param name="Queue">Its queue.</param>
/// <param name="Message">The message.</param>
public sealed record HeldMessage(string Queue, QueueMessage Message);

/// <summary>What is written together with a batch.</summary>
public sealed class Companions
{
    /// <summary>Batches of other partitions, which write whatever was there.</summary>
    public List<RowBatch> Rows { get; } = [];

    /// <summary>Messages, visible at once.</summary>
    public List<QueueBatch> Messages { get; } = [];

    /// <summary>A message that has been received and is done with when all this is written; null: none.</summary>
    public HeldMessage? Completed { get; set; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Rows.Count == 0 && Messages.Count == 0 && Completed is null;
}
