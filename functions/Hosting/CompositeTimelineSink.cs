using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Hosting;

/// <summary>Hands timeline events to several listeners.</summary>
public sealed class CompositeTimelineSink(params IReadOnlyList<ITimelineSink> sinks) : ITimelineSink
{
    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents) => Receive(customer, timelineEvents, stamp: null);

    /// <summary>The stamp of the listener that gives one; there is one at most.</summary>
    public async ValueTask<ITimelineStamp?> StampAsync(CancellationToken cancel)
    {
        foreach (var sink in sinks)
        {
            if (await sink.StampAsync(cancel) is { } stamp)
                return stamp;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents, ITimelineStamp? stamp)
    {
        foreach (var sink in sinks)
            sink.Receive(customer, timelineEvents, stamp);
    }
}
