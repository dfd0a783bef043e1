using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Storage.Trial;

/// <summary>What a command works on that only tries: rows are kept in memory, and what is queued goes nowhere.</summary>
/// <param name="under">The store it begins with, which stays the caller's; null: an empty one.</param>
public sealed class TrialStore(IStore? under) : IStore
{
    private readonly TrialRowStore _rows = new(under?.Rows);

    /// <inheritdoc/>
    public IRowStore Rows => _rows;

    /// <inheritdoc/>
    public IDelayedQueue Queues { get; } = new Nowhere();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _rows.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Nowhere : IDelayedQueue
    {
        public ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel) =>
            default;

        public ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel) => new([]);

        public ValueTask<long> CountAsync(string queue, CancellationToken cancel) => new(0);

        public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) => new((Instant?)null);

        public ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel) => new([]);

        public ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) => default;

        public ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel) => default;
    }
}
