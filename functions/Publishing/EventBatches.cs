using Campaigns.Runtime.Ports;

namespace Campaigns.Publishing;

/// <summary>Cuts events into what one request may carry.</summary>
internal static class EventBatches
{
    /// <summary>Event Grid takes 1 MiB in a request; the rest is left for the brackets between the events.</summary>
    public const int MaxBytes = 1_000_000;

    /// <summary>Enough to make requests few, and little enough to send again when one fails.</summary>
    public const int MaxEvents = 500;

    /// <summary>More than the JSON of an event takes beside its data and texts.</summary>
    private const int Envelope = 512;

    /// <summary>Batches in order. An event too large by itself is a batch by itself: the receiver says what it thinks of it.</summary>
    public static IEnumerable<IReadOnlyList<OutgoingEvent>> Of(IReadOnlyList<OutgoingEvent> events)
    {
        var batch = new List<OutgoingEvent>();
        var bytes = 0;
        foreach (var @event in events)
        {
            var size = Size(@event);
            if (batch.Count == MaxEvents || (batch.Count > 0 && bytes + size > MaxBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(@event);
            bytes += size;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    // A text may take six bytes a character once it is escaped.
    private static int Size(OutgoingEvent @event) =>
        Envelope + @event.Data.Length + (6 * (@event.Id.Length + @event.Type.Length + (@event.Subject?.Length ?? 0)));
}
