using System.Diagnostics.Metrics;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Runtime.DeadLetters;

/// <summary>Moves messages that cannot be handled to the dead-letter queue beside their own, and counts them.</summary>
/// <param name="queues">The queues.</param>
/// <param name="time">The clock.</param>
public sealed class DeadLetterWriter(IDelayedQueue queues, TimeProvider time)
{
    private const string Suffix = "-poison";

    // The name is that of CampaignMeter too, so one subscription has all of them.
    private static readonly Meter Meter = new(CampaignActivities.SourceName);

    private static readonly Counter<long> Written = Meter.CreateCounter<long>(
        "campaigns.dead_letters.written", "{message}", "Messages that became dead letters, by the queue they came from.");

    /// <summary>The dead-letter queue of a queue: the one that the Functions host uses too.</summary>
    public static string QueueOf(string queue) => queue + Suffix;

    /// <summary>The queue whose dead letters a queue holds: the name for people, in status, metrics and lists.</summary>
    public static string SourceOf(string deadLetterQueue) =>
        deadLetterQueue.EndsWith(Suffix, StringComparison.Ordinal) ? deadLetterQueue[..^Suffix.Length] : deadLetterQueue;

    /// <summary>Writes one. The message itself is to be completed afterwards, so that a crash in between loses nothing.</summary>
    /// <param name="queue">The queue the message came from.</param>
    /// <param name="body">Its body.</param>
    /// <param name="reason">Why it cannot be handled.</param>
    /// <param name="cancel">Stops it.</param>
    public ValueTask WriteAsync(string queue, ReadOnlyMemory<byte> body, string reason, CancellationToken cancel)
    {
        Written.Add(1, new KeyValuePair<string, object?>("queue", queue));
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return queues.SendAsync(QueueOf(queue), [DeadLetter.Write(body, reason, now)], Duration.Zero, cancel);
    }
}
