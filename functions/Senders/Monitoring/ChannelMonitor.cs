using Campaigns.Model;
using Campaigns.Runtime.Delivery;
using NodaTime;

namespace Campaigns.Senders.Monitoring;

/// <summary>What the sender of one channel is doing, as this process sees it: in memory, a fixed amount of it.</summary>
/// <param name="channel">The channel.</param>
/// <param name="provider">Its provider, which may serve other channels too.</param>
/// <param name="time">The clock.</param>
public sealed class ChannelMonitor(Channel channel, ProviderMonitor provider, TimeProvider time)
{
    /// <summary>How far back <see cref="ChannelState.Sent"/> and the other counts reach.</summary>
    public static readonly Duration Window = Duration.FromTimeSpan(RecentCounts.Window);

    // The first three are those of DeliveryStatus.
    private static readonly int PutBackCount = Enum.GetValues<DeliveryStatus>().Length;
    private readonly RecentCounts _counts = new(time, PutBackCount + 1);
    private readonly Lock _lock = new();
    private int _inFlight;
    private Instant? _nextTry;
    private Instant? _oldest;

    /// <summary>The channel.</summary>
    public Channel Channel => channel;

    /// <summary>Its provider.</summary>
    public ProviderMonitor Provider => provider;

    /// <summary>How it is.</summary>
    public ChannelState State
    {
        get
        {
            var state = provider.State;
            lock (_lock)
            {
                return new(channel, state)
                {
                    InFlight = Volatile.Read(ref _inFlight),
                    Sent = _counts.Of((int)DeliveryStatus.Sent),
                    Failed = _counts.Of((int)DeliveryStatus.Failed),
                    Unknown = _counts.Of((int)DeliveryStatus.Unknown),
                    PutBack = _counts.Of(PutBackCount),
                    NextTry = Later(state.OpenUntil, _nextTry),
                    OldestPutBack = _oldest,
                };
            }
        }
    }

    /// <summary>Notes that a message goes to the provider; dispose of the answer when the provider has answered.</summary>
    internal Call Begin()
    {
        Interlocked.Increment(ref _inFlight);
        return new(this);
    }

    /// <summary>Notes how a delivery ended.</summary>
    /// <param name="status">How.</param>
    /// <param name="reason">Why it was not sent, or is unknown.</param>
    internal void Settled(DeliveryStatus status, string? reason)
    {
        _counts.Add((int)status);
        if (status == DeliveryStatus.Unknown)
            provider.BecameUnknown(reason);
        if (status != DeliveryStatus.Sent)
            return;
        lock (_lock)
            (_nextTry, _oldest) = (null, null);
    }

    /// <summary>Notes that a message was not handed over and comes again.</summary>
    /// <param name="nextTry">When.</param>
    /// <param name="since">When its turn had come.</param>
    internal void PutBack(Instant nextTry, Instant since)
    {
        _counts.Add(PutBackCount);
        lock (_lock)
        {
            // The next of all that wait; what has gone by was tried and put back since, or is about to be.
            _nextTry = _nextTry is { } known && known > Now ? Instant.Min(known, nextTry) : nextTry;
            _oldest = _oldest is { } oldest ? Instant.Min(oldest, since) : since;
        }
    }

    private static Instant? Later(Instant? a, Instant? b) => a is null ? b : b is null ? a : Instant.Max(a.Value, b.Value);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>A call of the provider under way.</summary>
    internal readonly struct Call(ChannelMonitor owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._inFlight);
    }
}

/// <summary>What the sender of a channel is doing.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Provider">How its provider is.</param>
public sealed record ChannelState(Channel Channel, ProviderState Provider)
{
    /// <summary>How many messages are in the provider's hands at this moment.</summary>
    public int InFlight { get; init; }

    /// <summary>How many messages were sent within <see cref="ChannelMonitor.Window"/>.</summary>
    public long Sent { get; init; }

    /// <summary>How many failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Of how many nobody knows whether they were sent.</summary>
    public long Unknown { get; init; }

    /// <summary>How many sends were not accepted and will be tried again; a message may be counted several times.</summary>
    public long PutBack { get; init; }

    /// <summary>When the next message that was not accepted is tried again; null: none waits for that.</summary>
    public Instant? NextTry { get; init; }

    /// <summary>When the turn had come of the oldest message that was not accepted since one was sent last; null: there is none.</summary>
    public Instant? OldestPutBack { get; init; }
}
