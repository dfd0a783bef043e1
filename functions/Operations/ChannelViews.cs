using Campaigns.Senders.Monitoring;
using NodaTime;

namespace Campaigns.Operations;

/// <summary>The channels: what their queues hold, and what the senders of this process do.</summary>
internal static class ChannelViews
{
    /// <summary>Those that have a provider here, or messages.</summary>
    /// <param name="queues">The queues; null: they did not answer.</param>
    /// <param name="senders">The senders of this process, by channel.</param>
    public static IEnumerable<ChannelView> Of(IReadOnlyList<QueueView>? queues, Dictionary<string, ChannelState> senders)
    {
        var waiting = (queues ?? []).Where(queue => queue.Kind == QueueLooks.Channels).ToDictionary(queue => queue.Name);
        foreach (var channel in senders.Keys.Union(waiting.Values.Where(queue => queue.Count > 0).Select(queue => queue.Name))
            .Order(StringComparer.Ordinal))
        {
            var queue = waiting.GetValueOrDefault(channel);
            var state = senders.GetValueOrDefault(channel);
            yield return new ChannelView(channel, queue?.Count, Earlier(queue?.Oldest, queue?.Count > 0 ? state?.OldestPutBack : null))
            {
                Process = state is null ? null : View(state, queue?.Count),
            };
        }
    }

    private static ChannelProcessView View(ChannelState state, long? waiting) => new(
        state.Provider.Name, state.InFlight, (int)ChannelMonitor.Window.TotalMinutes, state.Sent, state.Failed, state.Unknown,
        state.PutBack)
    {
        Breaker = state.Provider.Breaker switch
        {
            Runtime.Ports.BreakerState.Open => "open",
            Runtime.Ports.BreakerState.HalfOpen => "half_open",
            Runtime.Ports.BreakerState.Closed => "closed",
            _ => null,
        },
        Away = state.Provider.IsAway,
        FailingSince = state.Provider.FailingSince,
        LastError = state.Provider.LastError is { } code ? ErrorTexts.Of(code) : null,
        LastErrorAt = state.Provider.LastErrorAt,
        NextTry = waiting == 0 ? null : state.NextTry, // nothing is tried of an empty queue
    };

    private static Instant? Earlier(Instant? a, Instant? b) => a is null ? b : b is null ? a : Instant.Min(a.Value, b.Value);
}
