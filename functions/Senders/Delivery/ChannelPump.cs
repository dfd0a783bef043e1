using System.Collections.Concurrent;
using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Delivery;

/// <summary>
/// Keeps as many messages of a channel under way as there are slots: whenever some end, others are taken from the queue. A message whose
/// provider is slow to answer leaves its slot to others while it waits, so that it delays nobody but itself.
/// </summary>
public sealed class ChannelPump : IAsyncDisposable
{
    /// <summary>How many messages may wait for a slow answer besides those in slots.</summary>
    public const int MaxSlow = 256;

    /// <summary>So many slots must be free before the queue is asked again, so that a request brings more than one message.</summary>
    private const int MinReceived = 8;

    private const int PageSize = 32;
    private readonly ChannelSender _sender;
    private readonly IDelayedQueue _queue;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _failed;
    private readonly int _minFree;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _slow;
    private readonly ConcurrentDictionary<long, Task> _underWay = new();
    private long _number;

    /// <summary>Prepares it; <see cref="FillAsync"/> starts sends.</summary>
    /// <param name="sender">Handles the messages.</param>
    /// <param name="queue">Gives them out.</param>
    /// <param name="time">The clock.</param>
    /// <param name="slots">How many messages are worked on at the same time; at least 1.</param>
    /// <param name="failed">Told when a message could not be handled; it comes back when its lease ends.</param>
    public ChannelPump(ChannelSender sender, IDelayedQueue queue, TimeProvider time, int slots, Action<Exception> failed)
    {
        (_sender, _queue, _time, _failed) = (sender, queue, time, failed);
        _minFree = Math.Max(1, Math.Min(MinReceived, slots / 4));
        _slots = new(slots, slots);
        _slow = new(Math.Clamp(sender.MaxProviderConcurrency - slots, 0, MaxSlow));
    }

    /// <summary>How many messages are under way.</summary>
    public int UnderWay => _underWay.Count;

    /// <summary>Waits for free slots, takes messages for them from the queue, and begins to handle them.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> FillAsync(CancellationToken cancel)
    {
        if (await _sender.HeldAsync(cancel) is not null)
            return false; // they stay where they are, and cost nothing
        var free = 0;
        var taken = 0;
        try
        {
            for (; free < _minFree; free++)
                await _slots.WaitAsync(cancel);
            while (free < PageSize && _slots.Wait(0, CancellationToken.None))
                free++;
            var page = await _queue.ReceiveAsync(_sender.Channel.Name, free, ChannelSender.Lease, cancel);
            for (; taken < page.Count; taken++)
                Begin(page[taken], cancel);
        }
        finally
        {
            if (free > taken)
                _slots.Release(free - taken);
        }

        return taken > 0;
    }

    /// <summary>Waits until everything under way has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_underWay.Values);
        _slots.Dispose();
        _slow.Dispose();
    }

    private void Begin(QueueMessage message, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref _number);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[number] = begun.Task;
        _ = Task.Run(async () =>
        {
            await InSlotAsync(message, cancel);
            _underWay.TryRemove(number, out _);
            begun.SetResult();
        }, CancellationToken.None);
    }

    private async Task InSlotAsync(QueueMessage message, CancellationToken cancel)
    {
        var sending = HandleAsync(message, cancel);
        if (!await EndsSoonAsync(sending) && _slow.Wait(0, CancellationToken.None))
        {
            _slots.Release();
            await sending;
            _slow.Release();
            return;
        }

        await sending;
        _slots.Release();
    }

    private async Task<bool> EndsSoonAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(SlowDestinations.SlowAfter, _time, CancellationToken.None);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Never throws: what fails concerns this message alone.</summary>
    private async Task HandleAsync(QueueMessage message, CancellationToken cancel)
    {
        try
        {
            await _sender.HandleAndCompleteAsync(message, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped: the message comes again after the next start.
        }
        catch (Exception e)
        {
            _failed(e);
        }
    }
}
