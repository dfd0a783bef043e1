using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Senders.Delivery;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Operations;

/// <summary>How much lies in each queue, and since when: two small reads of each that is not empty.</summary>
/// <param name="queues">The queues.</param>
/// <param name="time">The clock.</param>
public sealed class QueueLooks(IDelayedQueue queues, TimeProvider time)
{
    internal const string Channels = "channel";
    internal const string DeadLetters = "dead_letters";

    /// <summary>A queue that every installation has, to see whether queues answer.</summary>
    internal const string Probed = CustomerWorkQueue.Name;

    /// <summary>How many messages at the front of a queue are looked at for the oldest.</summary>
    private const int Front = 32;

    private static readonly IReadOnlyList<(string Name, string Kind)> Living =
    [
        .. Channel.Contactable.Append(Channel.Agent).Select(channel => (channel.Name, Channels)),
        (TimelineOutbox.Queue, "publication"), (CustomerWorkQueue.Name, "work"), (EventQueue.Name, "events"),
    ];

    private static readonly IReadOnlyList<(string Name, string Kind)> All =
        [.. Living, .. Living.Select(queue => (queue.Name, DeadLetters))];

    /// <summary>
    /// The names of all queues but those of dead letters: of each channel, whether this process has a provider for it or not, so that every
    /// host tells the same.
    /// </summary>
    public static IEnumerable<string> Names => Living.Select(queue => queue.Name);

    /// <summary>Looks at all of them.</summary>
    public async ValueTask<IReadOnlyList<QueueView>> LookAsync() =>
        await Task.WhenAll(All.Select(queue => LookAsync(queue.Name, queue.Kind)));

    private async Task<QueueView> LookAsync(string name, string kind)
    {
        var stored = kind == DeadLetters ? DeadLetterWriter.QueueOf(name) : name;
        var count = await queues.CountAsync(stored, CancellationToken.None);
        if (count == 0)
            return new(name, kind, count, null);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        Instant? oldest = null;
        var wording = 0;
        foreach (var message in await queues.PeekAsync(stored, Front, CancellationToken.None))
        {
            if (SinceOf(name, kind, message) is { } since && since <= now)
                oldest = oldest is { } known ? Instant.Min(known, since) : since;
            if (kind == DeadLetters && DeadLetter.Read(message.Body).Reason.StartsWith($"{DeliveryReason.Wording}: ", StringComparison.Ordinal))
                wording++;
        }

        return new(name, kind, count, oldest) { HeldForWording = wording > 0 ? wording : null };
    }

    /// <summary>
    /// Since when a message waits. One that was put back or listed becomes visible anew, so what its body says comes first: when the turn
    /// of a message had come, or when something became a dead letter.
    /// </summary>
    private static Instant? SinceOf(string name, string kind, WaitingMessage message)
    {
        if (kind == DeadLetters)
            return InstantPattern.ExtendedIso.Parse(DeadLetter.Read(message.Body).At) is { Success: true, Value: var at } ? at : message.At;
        return kind == Channels && MessageRequestCodec.TryRead(new Channel(name), message.Body.Span, out var request)
            && request.Stamp is { } stamp
            ? Instant.FromUnixTimeMilliseconds(stamp.Slot)
            : message.At;
    }
}
