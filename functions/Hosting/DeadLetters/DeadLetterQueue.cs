using System.Text;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;
using Campaigns.Senders.Delivery;
using NodaTime;

namespace Campaigns.Hosting.DeadLetters;

/// <summary>Dead letters, messages, publications, events and work of customers, to be listed and resent.</summary>
public sealed class DeadLetterQueue(IDelayedQueue queues, MessageResender replay, TimeProvider time)
{
    /// <summary>The queues that hold dead letters, each with what reads them.</summary>
    private static readonly IReadOnlyList<(string Name, Func<DeadLetter, DeadLetterEntry> Read)> Sources =
    [
        .. Channel.Contactable.Append(Channel.Agent).Select(channel => (
            ChannelSender.DeadLetterQueueOf(channel), (Func<DeadLetter, DeadLetterEntry>)(found => DeadLetterEntry.Of(channel, found)))),
        (TimelinePublisher.DeadLetterQueueName, DeadLetterEntry.OfTimelineBatch),
        (EventQueue.DeadLetters, DeadLetterEntry.OfEvents),
        (CustomerWorkQueue.DeadLetterQueueName, DeadLetterEntry.OfWork),
    ];

    /// <summary>The names of the queues that hold dead letters.</summary>
    public static IEnumerable<string> QueueNames => Sources.Select(source => source.Name);

    private const int PageSize = 32;
    private static readonly Duration Lease = Duration.FromMinutes(2);

    /// <summary>All dead letters. It is taken from the queues to be read and put back at once.</summary>
    public async ValueTask<IReadOnlyList<DeadLetterEntry>> ListAsync(CancellationToken cancel)
    {
        var all = await ReceiveAllAsync(cancel);
        foreach (var item in all)
            await ReturnAsync(item, cancel);
        return [.. all.Select(item => item.Entry)];
    }

    /// <summary>
    /// Lets messages ask for their place again, and queues everything else again; those that get it leave the queue, the others stay.
    /// </summary>
    /// <param name="wanted">Which; null: all.</param>
    /// <param name="cancel">Stops it between two messages.</param>
    public async ValueTask<IReadOnlyList<(DeadLetterEntry Poison, ResendResult Answer)>> ResendAsync(
        Predicate<DeadLetterEntry>? wanted, CancellationToken cancel)
    {
        var answers = new List<(DeadLetterEntry, ResendResult)>();
        foreach (var item in await ReceiveAllAsync(cancel))
        {
            if (wanted?.Invoke(item.Entry) == false)
            {
                await ReturnAsync(item, cancel);
                continue;
            }

            var answer = await ResendOneAsync(item.Entry, cancel);
            answers.Add((item.Entry, answer));
            // There twice after a crash, it is on its way by the first.
            if (answer is ResendResult.Queued or ResendResult.Refused { Reason: "on-its-way" })
                await queues.CompleteAsync(item.Queue, [item.Message], cancel);
            else
                await ReturnAsync(item, cancel);
        }

        return answers;
    }

    private async ValueTask<ResendResult> ResendOneAsync(DeadLetterEntry deadLetter, CancellationToken cancel)
    {
        if (deadLetter.Request is { } request)
            return await replay.ResendAsync(request, cancel);
        if (deadLetter.Queue == EventQueue.Name)
        {
            await queues.SendAsync(EventQueue.Name, [Encoding.UTF8.GetBytes(deadLetter.DeadLetter.Body)], Duration.Zero, cancel);
            return new ResendResult.Queued();
        }

        if (deadLetter.Work is { } work)
        {
            await queues.SendAsync(CustomerWorkQueue.Name, [CustomerWorkCodec.Write(work, attempts: 0)], Duration.Zero, cancel);
            return new ResendResult.Queued();
        }

        if (deadLetter.Notice is not { } notice)
            return new ResendResult.Refused("unreadable");
        await queues.SendAsync(TimelineOutbox.Queue, [(notice with { At = Instant.FromDateTimeOffset(time.GetUtcNow()) }).Write()],
            Duration.Zero, cancel);
        return new ResendResult.Queued();
    }

    private async ValueTask<List<Item>> ReceiveAllAsync(CancellationToken cancel)
    {
        var all = new List<Item>();
        foreach (var (name, read) in Sources)
        {
            while (await queues.ReceiveAsync(name, PageSize, Lease, cancel) is { Count: > 0 } page)
                all.AddRange(page.Select(message => new Item(name, message, read(DeadLetter.Read(message.Body)))));
        }

        return all;
    }

    private ValueTask ReturnAsync(Item item, CancellationToken cancel) =>
        queues.ReturnAsync(item.Queue, item.Message, Duration.Zero, cancel);

    private sealed record Item(string Queue, QueueMessage Message, DeadLetterEntry Entry);
}

/// <summary>A dead letter.</summary>
/// <param name="Queue">
/// The queue it came from: a channel's name, <see cref="TimelineOutbox.Queue"/>, <see cref="EventQueue.Name"/> or <see
/// cref="CustomerWorkQueue.Name"/>.
/// </param>
/// <param name="Request">Which message it is; null: a publication, or not readable.</param>
/// <param name="Notice">Which publication it is; null: a message, or not readable.</param>
/// <param name="DeadLetter">Why it lies there, and since when.</param>
public sealed record DeadLetterEntry(string Queue, MessageRequest? Request, TimelineBatchNotice? Notice, DeadLetter DeadLetter)
{
    /// <summary>Whose it is; null: it cannot be read.</summary>
    public CustomerId? Customer => Request?.Customer ?? Notice?.Customer ?? Work?.Customer;

    /// <summary>Which work of a customer it is; null: it is none, or not readable.</summary>
    public CustomerWork? Work { get; init; }

    /// <summary>The id of an incoming event; null: it is none, or cannot be read.</summary>
    public string? Event { get; init; }

    /// <summary>
    /// What it is called: the id of a message, an event or of work, or <c>CUSTOMER/CHAPTER</c> of a publication; null: it cannot be read.
    /// </summary>
    public string? Id => Request?.Message.Value ?? Event ?? Work?.Id ?? (Notice is { } notice ? $"{notice.Customer}/{notice.Batches}" : null);

    internal static DeadLetterEntry Of(Channel channel, DeadLetter deadLetter) => new(
        channel.Name, MessageRequestCodec.TryRead(channel, Encoding.UTF8.GetBytes(deadLetter.Body), out var request) ? request : null,
        null, deadLetter);

    internal static DeadLetterEntry OfTimelineBatch(DeadLetter deadLetter) => new(
        TimelineOutbox.Queue, null, TimelineBatchNotice.TryRead(Encoding.UTF8.GetBytes(deadLetter.Body), out var notice) ? notice : null,
        deadLetter);

    internal static DeadLetterEntry OfEvents(DeadLetter deadLetter) =>
        new(EventQueue.Name, null, null, deadLetter) { Event = EventIdOf(deadLetter.Body) };

    internal static DeadLetterEntry OfWork(DeadLetter deadLetter) => new(CustomerWorkQueue.Name, null, null, deadLetter)
    {
        Work = CustomerWorkCodec.TryRead(Encoding.UTF8.GetBytes(deadLetter.Body), out var work, out _) ? work : null,
    };

    private static string? EventIdOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or a text that is none
        }
    }
}
