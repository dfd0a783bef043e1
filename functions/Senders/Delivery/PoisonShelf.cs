using System.Text;
using Campaigns.Workflows;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime;
using Campaigns.Workflows.Runtime.Delivery;
using NodaTime;

namespace Campaigns.Senders.Delivery;

/// <summary>What was moved aside, to be looked at and sent again.</summary>
public sealed class PoisonShelf(IDelayedQueue queues, MessageReplay replay)
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

    /// <summary>Lets messages ask for their place again; those that get it leave the shelf, the others stay.</summary>
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

            var answer = item.Poison.Request is { } request ? await replay.AskAsync(request, cancel) : new ReplayAnswer.Refused("unreadable");
            answers.Add((item.Poison, answer));
            // Twice on the shelf after a crash, it is on its way by the first.
            if (answer is ReplayAnswer.Queued or ReplayAnswer.Refused { Reason: "on-its-way" })
                await queues.CompleteAsync(ChannelSender.PoisonQueue(item.Poison.Channel), [item.Message], cancel);
            else
                await PutBackAsync(item, cancel);
        }

        return answers;
    }

    private async ValueTask<List<(QueueMessage Message, Poison Poison)>> TakeAsync(CancellationToken cancel)
    {
        var all = new List<(QueueMessage, Poison)>();
        foreach (var channel in Channel.Contactable.Append(Channel.Agent))
        {
            while (await queues.ReceiveAsync(ChannelSender.PoisonQueue(channel), PageSize, Look, cancel) is { Count: > 0 } page)
                all.AddRange(page.Select(message => (message, Poison.Of(channel, PoisonedMessage.Read(message.Body)))));
        }

        return all;
    }

    private ValueTask PutBackAsync((QueueMessage Message, Poison Poison) item, CancellationToken cancel) =>
        queues.ReturnAsync(ChannelSender.PoisonQueue(item.Poison.Channel), item.Message, Duration.Zero, cancel);
}

/// <summary>A message on the shelf.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Request">Which it is; null: its queue message could not be read.</param>
/// <param name="Aside">Why it lies there, and since when.</param>
public sealed record Poison(Channel Channel, MessageRequest? Request, PoisonedMessage Aside)
{
    internal static Poison Of(Channel channel, PoisonedMessage aside) => new(
        channel, QueuedMessage.TryRead(channel, Encoding.UTF8.GetBytes(aside.Body), out var request) ? request : null, aside);
}
