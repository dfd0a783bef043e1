using Campaigns.Model;
using Campaigns.Model.Timeline;

namespace Campaigns.Runtime.Ports;

/// <summary>Hears every timeline event after it has become durable: statistics, exports, publication. At least once.</summary>
public interface ITimelineSink
{
    /// <summary>Takes the timeline events of one unit of work of one customer, in order. Must be quick and must not throw.</summary>
    void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents);

    /// <summary>
    /// Asked before a unit of work with timeline events is saved. A receiver that must be able to tell later which of them it has taken
    /// gives a stamp, which is saved with them; others give none.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The stamp cannot be given now: then nothing is saved.</exception>
    ValueTask<ITimelineStamp?> StampAsync(CancellationToken cancel) => default;

    /// <summary>Takes the timeline events that were saved with a stamp of this receiver, or with none.</summary>
    void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents, ITimelineStamp? stamp) =>
        Receive(customer, timelineEvents);
}
