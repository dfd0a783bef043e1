using Campaigns.Model;
using Campaigns.Model.Timeline;

namespace Campaigns.Runtime.Ports;

/// <summary>Hears every timeline event after it has become durable: statistics, exports, publication. At least once.</summary>
public interface ITimelineSink
{
    /// <summary>Takes the timeline events of one unit of work of one customer, in order. Must be quick and must not throw.</summary>
    void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents);
}
