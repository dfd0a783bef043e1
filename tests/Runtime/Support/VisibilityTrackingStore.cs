using System.Collections.Concurrent;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>
/// A store on Azure that remembers when its messages come up. The service cannot tell, and the real host looks every
/// second; a virtual clock must know where to jump.
/// </summary>
internal sealed class VisibilityTrackingStore(IStore store, TimeProvider time) : IStore, IDelayedQueue
{
    // Numbered: a receive that finds nothing takes back what it foresaw, and nothing that others foresaw for the same instant.
    private readonly ConcurrentDictionary<(string Queue, Instant At, int Number), bool> _visible = new();
    private int _sequence;

    public IRowStore Rows => store.Rows;

    public IDelayedQueue Queues => this;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel)
    {
        Track(queue, delay);
        await store.Queues.SendAsync(queue, bodies, delay, cancel);
    }

    public async ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel)
    {
        var hidden = Track(queue, lease); // also when the answer is lost: then they are hidden all the same
        var messages = await store.Queues.ReceiveAsync(queue, max, lease, cancel);
        if (messages.Count > 0)
            return messages;

        _visible.TryRemove(hidden, out _);
        foreach (var past in _visible.Keys.Where(key => key.Queue == queue && key.At <= Now))
            _visible.TryRemove(past, out _);
        return messages;
    }

    public ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) =>
        store.Queues.CompleteAsync(queue, messages, cancel);

    public async ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel)
    {
        Track(queue, delay);
        await store.Queues.ReturnAsync(queue, message, delay, cancel);
    }

    public ValueTask<long> CountAsync(string queue, CancellationToken cancel) => store.Queues.CountAsync(queue, cancel);

    public ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel) =>
        store.Queues.PeekAsync(queue, max, cancel);

    public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) =>
        new(_visible.Keys.Where(key => key.Queue == queue).Select(key => (Instant?)key.At).Min());

    public ValueTask DisposeAsync() => store.DisposeAsync();

    // Whole seconds, as the service counts.
    private (string, Instant, int) Track(string queue, Duration delay)
    {
        var key = (queue, Now + Duration.FromSeconds((long)Math.Ceiling(delay.TotalSeconds)), Interlocked.Increment(ref _sequence));
        _visible[key] = true;
        return key;
    }
}
