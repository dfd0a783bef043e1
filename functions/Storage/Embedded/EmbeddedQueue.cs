using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Storage.Embedded;

/// <summary>The delayed queue on the database file. Time is the given clock's, so a replay can run on a virtual one.</summary>
internal sealed class EmbeddedQueue(IStoreAccess access, TimeProvider time) : IQueueBesideRows
{
    private static readonly IReadOnlyList<QueueMessage> None = [];

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async ValueTask SendAsync(
        string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel)
    {
        var visible = After(delay);
        if (bodies.Count == 0) return;

        await access.WriteAsync((queue, bodies, visible), static (session, a) =>
            session.Messages.Send(a.queue, a.bodies, a.visible), cancel);
    }

    public bool IsBeside(IRowStore rows) => rows is EmbeddedRowStore embedded && embedded.IsOf(access);

    public ValueTask<CommitResult> CommitAsync(RowBatch batch, Companions with, CancellationToken cancel)
    {
        BatchRules.Check(batch.Changes);
        foreach (var other in with.Rows)
        {
            BatchRules.Check(other.Changes);
            if (other.Changes.Any(static change => change is not (RowChange.Upsert or RowChange.Delete { Tag: null })))
                throw new ArgumentException("What goes with a batch has no conditions of its own.", nameof(with));
        }

        return access.WriteAsync((batch, with, visible: After(Duration.Zero)), static (session, a) =>
            session.Apply(a.batch, a.with, a.visible), cancel);
    }

    public ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, Duration.Zero);
        var now = Now;

        // Polled far more often than something is due: a read tells so at a fraction of a transaction's cost.
        var next = access.ReadAsync(queue, static (reader, name) => reader.NextVisible(name), cancel);
        if (next.IsCompletedSuccessfully && (next.Result is not { } visible || visible > now)) return new(None);

        var ticks = now.ToUnixTimeTicks();
        return access.WriteAsync((queue, max, ticks, until: After(lease)),
            static (session, a) => session.Messages.Receive(a.queue, a.max, a.ticks, a.until), cancel);
    }

    public async ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
    {
        if (messages.Count == 0) return;

        await access.WriteAsync((queue, messages), static (session, a) => session.Messages.Complete(a.queue, a.messages), cancel);
    }

    public async ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel) =>
        await access.WriteAsync((queue, message, visible: After(delay)),
            static (session, a) => session.Messages.Return(a.queue, a.message, a.visible), cancel);

    public ValueTask<long> CountAsync(string queue, CancellationToken cancel) =>
        access.ReadAsync(queue, static (reader, name) => reader.Count(name), cancel);

    public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) =>
        access.ReadAsync(queue, static (reader, name) => reader.NextVisible(name), cancel);

    public ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return access.ReadAsync((queue, max), static (reader, a) => reader.Peek(a.queue, a.max), cancel);
    }

    private long After(Duration delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, Duration.Zero);
        return (Now + delay).ToUnixTimeTicks();
    }
}
