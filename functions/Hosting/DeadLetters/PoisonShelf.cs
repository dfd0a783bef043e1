using System.Text;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Delivery;
using NodaTime;

namespace Campaigns.Hosting.DeadLetters;

/// <summary>What was moved aside, messages and publications, to be looked at and sent again.</summary>
public sealed class PoisonShelf(IDelayedQueue queues, MessageReplay replay, TimeProvider time)
{
    private const int PageSize = 32;
    private static readonly Duration Look = Duration.FromMinutes(2);

    /// <summary>All that was moved aside. It is taken from the queues to be read and put back at once.</summary>
    public async ValueTask<IReadOnlyList<Poison>> ListAsync(CancellationToken cancel)
    {
        var all = await TakeAsync(cancel);
        foreach (var item in all)
            await PutBackAsync(item, cancel);
        return [.. all.Select(item => item.Poison)];
    }

    /// <summary>Lets messages ask for their place again, and queues publications again; those that get it leave the shelf, the others stay.</summary>
    /// <param name="wanted">Which; null: all.</param>
    /// <param name="cancel">Stops it between two messages.</param>
    public async ValueTask<IReadOnlyList<(Poison Poison, ReplayAnswer Answer)>> ReplayAsync(Predicate<Poison>? wanted, CancellationToken cancel)
    {
        var answers = new List<(Poison, ReplayAnswer)>();
        foreach (var item in await TakeAsync(cancel))
        {
            if (wanted?.Invoke(item.Poison) == false)
            {
                await PutBackAsync(item, cancel);
                continue;
            }

            var answer = await AskAsync(item.Poison, cancel);
            answers.Add((item.Poison, answer));
            // Twice on the shelf after a crash, it is on its way by the first.
            if (answer is ReplayAnswer.Queued or ReplayAnswer.Refused { Reason: "on-its-way" })
                await queues.CompleteAsync(item.Shelf, [item.Message], cancel);
            else
                await PutBackAsync(item, cancel);
        }

        return answers;
    }

    private async ValueTask<ReplayAnswer> AskAsync(Poison poison, CancellationToken cancel)
    {
        if (poison.Request is { } request)
            return await replay.AskAsync(request, cancel);
        if (poison.Queue == EventQueue.Name)
        {
            await queues.SendAsync(EventQueue.Name, [Encoding.UTF8.GetBytes(poison.Aside.Body)], Duration.Zero, cancel);
            return new ReplayAnswer.Queued();
        }

        if (poison.Notice is not { } notice)
            return new ReplayAnswer.Refused("unreadable");
        await queues.SendAsync(FactOutbox.Queue, [(notice with { At = Instant.FromDateTimeOffset(time.GetUtcNow()) }).Write()], Duration.Zero, cancel);
        return new ReplayAnswer.Queued();
    }

    private async ValueTask<List<Item>> TakeAsync(CancellationToken cancel)
    {
        var all = new List<Item>();
        foreach (var channel in Channel.Contactable.Append(Channel.Agent))
            await TakeAsync(ChannelSender.PoisonQueue(channel), aside => Poison.Of(channel, aside), all, cancel);
        await TakeAsync(FactSender.PoisonQueue, Poison.OfFacts, all, cancel);
        await TakeAsync(EventQueue.Poison, Poison.OfEvents, all, cancel);
        return all;
    }

    private async ValueTask TakeAsync(string shelf, Func<PoisonedMessage, Poison> read, List<Item> all, CancellationToken cancel)
    {
        while (await queues.ReceiveAsync(shelf, PageSize, Look, cancel) is { Count: > 0 } page)
            all.AddRange(page.Select(message => new Item(shelf, message, read(PoisonedMessage.Read(message.Body)))));
    }

    private ValueTask PutBackAsync(Item item, CancellationToken cancel) => queues.ReturnAsync(item.Shelf, item.Message, Duration.Zero, cancel);

    private sealed record Item(string Shelf, QueueMessage Message, Poison Poison);
}

/// <summary>Something on the shelf.</summary>
/// <param name="Queue">
/// The queue it was moved aside from: a channel's name, <see cref="FactOutbox.Queue"/> or <see cref="EventQueue.Name"/>.
/// </param>
/// <param name="Request">Which message it is; null: a publication, or not readable.</param>
/// <param name="Notice">Which publication it is; null: a message, or not readable.</param>
/// <param name="Aside">Why it lies there, and since when.</param>
public sealed record Poison(string Queue, MessageRequest? Request, ChapterNotice? Notice, PoisonedMessage Aside)
{
    /// <summary>Whose it is; null: it cannot be read.</summary>
    public CustomerId? Customer => Request?.Customer ?? Notice?.Customer;

    /// <summary>The id of an incoming event; null: it is none, or cannot be read.</summary>
    public string? Event { get; init; }

    /// <summary>
    /// What it is called: a message's id, an event's, or <c>CUSTOMER/CHAPTER</c> of a publication; null: it cannot be read.
    /// </summary>
    public string? Id => Request?.Message.Value ?? Event ?? (Notice is { } notice ? $"{notice.Customer}/{notice.Chapter}" : null);

    internal static Poison Of(Channel channel, PoisonedMessage aside) => new(
        channel.Name, QueuedMessage.TryRead(channel, Encoding.UTF8.GetBytes(aside.Body), out var request) ? request : null, null, aside);

    internal static Poison OfFacts(PoisonedMessage aside) => new(
        FactOutbox.Queue, null, ChapterNotice.TryRead(Encoding.UTF8.GetBytes(aside.Body), out var notice) ? notice : null, aside);

    internal static Poison OfEvents(PoisonedMessage aside) => new(EventQueue.Name, null, null, aside) { Event = EventIdOf(aside.Body) };

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
        catch (JsonException)
        {
            return null;
        }
    }
}
