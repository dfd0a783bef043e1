using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Portfolio.Replay;

/// <summary>Counts timeline events by journey, kind and reason. Memory holds the counters alone.</summary>
public sealed class TimelineEventCounter : ITimelineSink
{
    private readonly ConcurrentDictionary<(string Journey, string Kind, string? Reason), long> _counts = new();
    private long _sent;

    /// <summary>Messages a provider took.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var timelineEvent in timelineEvents)
        {
            if (timelineEvent.Journey is not { } journey)
                continue;
            var reason = timelineEvent.Kind is TimelineEventKind.Refused or TimelineEventKind.Deferred or TimelineEventKind.Released
                or TimelineEventKind.Failed or TimelineEventKind.Exited or TimelineEventKind.Ended ? timelineEvent.Reason : null;
            _counts.AddOrUpdate((journey.Value, timelineEvent.Kind, reason), 1, static (_, count) => count + 1);
            if (timelineEvent.Kind == TimelineEventKind.Sent)
                Interlocked.Increment(ref _sent);
        }
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(TimelineEventCounter other)
    {
        foreach (var (key, count) in other._counts)
            _counts.AddOrUpdate(key, count, (_, known) => known + count);
        Interlocked.Add(ref _sent, other.Sent);
    }

    /// <summary>Journey to timeline event to reason to count; timeline events without a reason under <c>total</c>.</summary>
    public SortedDictionary<string, SortedDictionary<string, SortedDictionary<string, long>>> ByJourney()
    {
        var result = new SortedDictionary<string, SortedDictionary<string, SortedDictionary<string, long>>>(StringComparer.Ordinal);
        foreach (var ((journey, kind, reason), count) in _counts)
        {
            if (!result.TryGetValue(journey, out var kinds))
                result[journey] = kinds = new(StringComparer.Ordinal);
            if (!kinds.TryGetValue(kind, out var reasons))
                kinds[kind] = reasons = new(StringComparer.Ordinal);
            if (reason is not null)
                reasons[reason] = count;
            reasons["total"] = reasons.GetValueOrDefault("total") + count;
        }

        return result;
    }
}

/// <summary>What a replay came to: <c>summary.json</c>.</summary>
/// <param name="Events">Events told.</param>
/// <param name="Rejected">Rows of the file that could not be used.</param>
/// <param name="Messages">Messages handed to a provider.</param>
/// <param name="Seconds">Seconds of real time, without sorting the file.</param>
/// <param name="MessagesPerSecond">Messages for each of those seconds.</param>
/// <param name="PeakMemoryMiB">The most memory the process held, in MiB.</param>
/// <param name="Journeys">Counts by journey, timeline event and reason.</param>
public sealed record ReplaySummary(
    long Events, long Rejected, long Messages, double Seconds, double MessagesPerSecond,
    [property: JsonPropertyName("peak_memory_mib")] double PeakMemoryMiB,
    SortedDictionary<string, SortedDictionary<string, SortedDictionary<string, long>>> Journeys)
{
    /// <summary>Pieces of work of single customers that failed for internal reasons and were given up: the replay lacks them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Parked { get; init; }
}
