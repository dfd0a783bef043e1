using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Portfolio;

/// <summary>Counts how often each journey was entered.</summary>
public sealed class EntryCount : ITimelineSink
{
    private readonly ConcurrentDictionary<JourneyId, long> _entered = new();

    /// <summary>The journeys that were entered, and how often.</summary>
    public IReadOnlyDictionary<JourneyId, long> Entered => _entered;

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var happened in timelineEvents)
        {
            if (happened is { Kind: TimelineEventKind.Entered, Journey: { } journey })
                _entered.AddOrUpdate(journey, 1, (_, count) => count + 1);
        }
    }
}
