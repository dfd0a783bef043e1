using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Senders.Delivery;

/// <summary>
/// When a message that was not accepted is tried again: as its provider asks, within bounds; otherwise after a growing pause.
/// </summary>
/// <remarks>
/// A provider that asks for more than <see cref="Slice"/> gets it, but the message comes back to look whether the provider has accepted
/// another one meanwhile: then the hint is out of date. Hints are kept in memory; after a restart a message asks once too early.
/// </remarks>
internal sealed class RetrySchedule(TimeProvider time)
{
    /// <summary>However long a provider wants to be left alone, it is asked again after this time.</summary>
    public static readonly Duration MaxHint = Duration.FromHours(1);

    /// <summary>How long a message stays in the queue before it looks whether its hint still stands.</summary>
    public static readonly Duration Slice = Duration.FromMinutes(5);

    /// <summary>How many hints are kept; further messages wait for all of theirs in the queue.</summary>
    private const int MaxKept = 10_000;

    private static readonly Duration MinBackoff = Duration.FromSeconds(15);
    private static readonly Duration MaxBackoff = Duration.FromMinutes(15);

    /// <summary>After the deadline, not at it: a message is late only when its deadline has passed.</summary>
    private static readonly Duration PastDeadline = Duration.FromSeconds(1);

    private readonly ConcurrentDictionary<MessageId, (Instant Until, long Accepted)> _hints = new();
    private long _accepted;

    /// <summary>Notes that the provider has accepted a message: earlier hints no longer stand.</summary>
    public void Accepted() => Interlocked.Increment(ref _accepted);

    /// <summary>How long a message stays in the queue now.</summary>
    /// <param name="message">The queue message.</param>
    /// <param name="id">Which message it is.</param>
    /// <param name="hint">What the provider asked for; null: nothing.</param>
    /// <param name="deadline">When it is too late to send it; it comes back right after that, to be given up.</param>
    public Duration After(QueueMessage message, MessageId id, Duration? hint, Instant? deadline)
    {
        var wait = hint is { } asked ? Duration.Min(asked, MaxHint) : Backoff(message);
        if (deadline is { } last)
            wait = Duration.Min(wait, Duration.Max(Duration.Zero, last - Now) + PastDeadline);
        if (hint is null || wait <= Slice || _hints.Count >= MaxKept)
            return wait;
        _hints[id] = (Now + wait, Interlocked.Read(ref _accepted));
        return Slice;
    }

    /// <summary>Whether a message must still wait for what its provider asked for.</summary>
    /// <param name="id">The message.</param>
    /// <returns>How long to put it back for; null: it may be tried.</returns>
    public Duration? Rest(MessageId id)
    {
        if (!_hints.TryGetValue(id, out var hint))
            return null;
        if (hint.Until > Now && hint.Accepted == Interlocked.Read(ref _accepted))
            return Duration.Min(Slice, hint.Until - Now);
        _hints.TryRemove(id, out _);
        return null;
    }

    /// <summary>When a message that goes back to the queue is tried again: when it comes back, or when its hint ends.</summary>
    /// <param name="id">The message.</param>
    /// <param name="delay">How long it stays in the queue.</param>
    public Instant NextTry(MessageId id, Duration delay) => _hints.TryGetValue(id, out var hint) ? hint.Until : Now + delay;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>15 seconds, doubling with each delivery of the queue up to 15 minutes.</summary>
    public static Duration Backoff(QueueMessage message) =>
        Duration.Min(MaxBackoff, MinBackoff * Math.Pow(2, Math.Min(10, message.DequeueCount - 1)));
}
