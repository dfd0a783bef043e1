using Campaigns.Model.Timeline;

namespace Campaigns.Runtime.Customers;

/// <summary>Timeline events of one unit of work, or a part of very many, as stored.</summary>
/// <param name="Stamp">The stamp of the receiver who counts them; null: none, by a version of the program that gave none.</param>
/// <param name="TimelineEvents">The events in the order they happened.</param>
public readonly record struct StampedTimelineEvents(string? Stamp, IReadOnlyList<TimelineEvent> TimelineEvents);
