using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// Queues with leases: a received message is hidden for its lease and comes back unless completed. At-least-once,
/// roughly in order of visibility. The shape of Azure Storage Queues.
/// </summary>
public interface IDelayedQueue : IMessageLeases
{
    /// <summary>Adds messages, visible after <paramref name="delay"/>. Durable when the task completes.</summary>
    ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel);

    /// <summary>
    /// How long a save takes at most, as a rule: a message that is sent ahead of its save stays hidden for as long, because whoever
    /// receives it earlier has to look again. Zero where that is seldom.
    /// </summary>
    Duration SaveTime => Duration.Zero;

    /// <summary>
    /// Takes up to <paramref name="max"/> visible messages and hides them for <paramref name="lease"/>; empty when none is visible.
    /// </summary>
    ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel);

    /// <summary>How many messages the queue holds, visible or not: exact or a good estimate.</summary>
    ValueTask<long> CountAsync(string queue, CancellationToken cancel);

    /// <summary>
    /// When the next message becomes visible: now or earlier if one is; null when the queue is empty or the store cannot tell.
    /// </summary>
    ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel);

    /// <summary>Looks at the front of a queue and leaves it as it is: at most so many messages, the next ones first.</summary>
    /// <remarks>Whether messages that are not visible are among them is the store's own.</remarks>
    ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel);

    /// <summary>
    /// Since when the oldest message that is visible has waited, or the earliest instant that a message will be visible; null: there is
    /// none. Where the store cannot tell since when a delayed message is visible, the time at which it was put there.
    /// </summary>
    ValueTask<Instant?> OldestAsync(string queue, CancellationToken cancel) => NextVisibleAsync(queue, cancel);
}

/// <summary>A message that was looked at, and not received.</summary>
/// <param name="Body">The content.</param>
/// <param name="At">Since when, or from when on, it is visible; or when it was put there, where the store knows no more than that.</param>
public sealed record WaitingMessage(ReadOnlyMemory<byte> Body, Instant At);

/// <summary>A received message.</summary>
/// <param name="Id">The store's id of the message.</param>
/// <param name="Receipt">Proof of the lease, needed to complete or return it.</param>
/// <param name="Body">The content.</param>
/// <param name="DequeueCount">How often it has been received, this time included: 1 on first sight.</param>
public sealed record QueueMessage(string Id, string Receipt, ReadOnlyMemory<byte> Body, int DequeueCount);
