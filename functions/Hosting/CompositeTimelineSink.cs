using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Hosting;

/// <summary>Hands timeline events to several listeners.</summary>
public sealed class CompositeTimelineSink(params IReadOnlyList<ITimelineSink> sinks) : ITimelineSink
{
    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var sink in sinks)
            sink.Receive(customer, timelineEvents);
    }
}
