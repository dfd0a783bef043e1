using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Api.Tests.Operations;

/// <summary>How a store hangs.</summary>
public enum Hanging
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>Its calls come back with a task that never ends, as a service does that does not answer.</summary>
    Waiting,

    /// <summary>Its calls do not come back, as a file on a dead disk.</summary>
    Blocking,

    /// <summary>It says that it is away.</summary>
    Away,
}

/// <summary>Tables and queues that can be made to hang, each by itself.</summary>
internal sealed class HangingStore(IRowStore rows, IDelayedQueue queues) : IRowStore, IDelayedQueue, IStoreHealth, IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Hanging Rows { get; set; }

    public Hanging Queues { get; set; }

    public Hanging File { get; set; }

    public StoreCondition Condition { get; set; }

    /// <summary>How many calls hang.</summary>
    public int Hung { get; private set; }

    public StoreCondition Check()
    {
        Block(File);
        return Condition;
    }

    public async ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel)
    {
        await HangAsync(Rows);
        return await rows.ReadAsync(table, partition, from, before, take, cancel);
    }

    public async ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel)
    {
        await HangAsync(Rows);
        return await rows.FindAsync(table, partition, key, cancel);
    }

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel)
    {
        await HangAsync(Rows);
        return await rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel);
    }

    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        await HangAsync(Rows);
        return await rows.CommitAsync(table, partition, changes, cancel);
    }

    public async ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel) =>
        await queues.SendAsync(queue, bodies, delay, cancel);

    public ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel) =>
        queues.ReceiveAsync(queue, max, lease, cancel);

    public ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) =>
        queues.CompleteAsync(queue, messages, cancel);

    public ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel) =>
        queues.ReturnAsync(queue, message, delay, cancel);

    public async ValueTask<long> CountAsync(string queue, CancellationToken cancel)
    {
        await HangAsync(Queues);
        return await queues.CountAsync(queue, cancel);
    }

    public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) => queues.NextVisibleAsync(queue, cancel);

    public async ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel)
    {
        await HangAsync(Queues);
        return await queues.PeekAsync(queue, max, cancel);
    }

    /// <summary>Lets everything that hangs go on.</summary>
    public void Release()
    {
        (Rows, Queues, File) = (Hanging.No, Hanging.No, Hanging.No);
        _released.Set();
        _answer.TrySetResult();
    }

    public void Dispose()
    {
        Release();
        _released.Dispose();
    }

    private async ValueTask HangAsync(Hanging how)
    {
        Block(how);
        if (how != Hanging.Waiting)
            return;
        Hung++;
        await _answer.Task;
    }

    private void Block(Hanging how)
    {
        if (how == Hanging.Away)
            throw new StoreUnavailableException("the store is away");
        if (how != Hanging.Blocking)
            return;
        Hung++;
        _released.Wait();
    }
}
