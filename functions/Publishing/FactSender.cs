using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Telemetry;
using NodaTime;

namespace Campaigns.Publishing;

/// <summary>
/// Takes notices of saved chapters from their queue, reads the chapters and publishes them as events. A notice is
/// deleted last, so nothing is lost, and what is published again has the same ids.
/// </summary>
public sealed class FactSender(
    IDelayedQueue queue, IMessageLeases leases, CustomerStore customers, IFactPublisher publisher, TimeProvider time)
{
    /// <summary>The queue that keeps what was moved aside.</summary>
    public const string PoisonQueue = FactOutbox.Queue + "-poison";

    private const int PageSize = 32;
    private static readonly Duration Lease = Duration.FromMinutes(2);
    private static readonly Duration FirstPatience = Duration.FromSeconds(5);
    private static readonly Duration LongestPatience = Duration.FromMinutes(5);
    private static readonly Duration ShortestHint = Duration.FromSeconds(1);
    private static readonly Duration LongestHint = Duration.FromHours(1);

    /// <summary>Handles one page of notices.</summary>
    public async ValueTask<PublishedPage> RunPageAsync(CancellationToken cancel)
    {
        var page = await queue.ReceiveAsync(FactOutbox.Queue, PageSize, Lease, cancel);
        return page.Count == 0 ? new PublishedPage(0) : await HandleAsync(page, cancel);
    }

    /// <summary>Handles notices that their queue has given out.</summary>
    public async ValueTask<PublishedPage> HandleAsync(IReadOnlyList<QueueMessage> page, CancellationToken cancel)
    {
        var chapters = new Chapter?[page.Count];
        await Parallel.ForAsync(0, page.Count, cancel, async (i, token) => chapters[i] = await ReadAsync(page[i], token));
        return new PublishedPage(page.Count, await PublishAsync([.. chapters.OfType<Chapter>()], cancel));
    }

    /// <summary>The chapter of a notice; null when it is not to be published, or not yet.</summary>
    private async ValueTask<Chapter?> ReadAsync(QueueMessage message, CancellationToken cancel)
    {
        if (!ChapterNotice.TryRead(message.Body.Span, out var notice))
        {
            await SetAsideAsync(message, "unreadable: expected customer, batch and time, one per line", cancel);
            return null;
        }

        try
        {
            if (await FindAsync(notice, cancel) is { } facts)
                return new Chapter(message, [.. FactEvents.Of(notice.Customer, notice.Chapter, facts)]);
        }
        catch (InvalidDataException e)
        {
            await SetAsideAsync(message, e.Message, cancel);
            return null;
        }

        if (Now - notice.At > FactOutbox.Patience)
            await leases.CompleteAsync(FactOutbox.Queue, [message], cancel); // its save never happened
        else
            await leases.ReturnAsync(FactOutbox.Queue, message, Wait(message), cancel);
        return null;
    }

    private async ValueTask<IReadOnlyList<Fact>?> FindAsync(ChapterNotice notice, CancellationToken cancel)
    {
        var facts = await customers.FindChapterAsync(notice.Customer, notice.Chapter, cancel);
        if (facts is not null || Now - notice.At <= FactOutbox.Patience)
            return facts;
        // A save too large for one batch, whose writer died, is finished by whoever loads the customer next.
        await customers.LoadAsync(notice.Customer, cancel);
        return await customers.FindChapterAsync(notice.Customer, notice.Chapter, cancel);
    }

    /// <returns>Why something could not be published now; null when all went well.</returns>
    private async ValueTask<string?> PublishAsync(IReadOnlyList<Chapter> chapters, CancellationToken cancel)
    {
        if (chapters.Count == 0)
            return null;
        // A race for a chapter leaves two notices of it.
        var answer = await PublishAsync([.. chapters.SelectMany(chapter => chapter.Events).DistinctBy(@event => @event.Id)], cancel);
        switch (answer)
        {
            case PublishAnswer.Taken:
                await leases.CompleteAsync(FactOutbox.Queue, [.. chapters.Select(chapter => chapter.Message)], cancel);
                return null;
            case PublishAnswer.Unavailable away:
                foreach (var chapter in chapters)
                    await leases.ReturnAsync(FactOutbox.Queue, chapter.Message, Heed(away.RetryAfter) ?? Wait(chapter.Message), cancel);
                return $"the receiver is unavailable, events are retried: {away.Reason}";
            case PublishAnswer.Refused when chapters.Count > 1:
                // One of them is at fault, and the others must not wait for it.
                string? trouble = null;
                foreach (var chapter in chapters)
                    trouble = await PublishAsync([chapter], cancel) ?? trouble;
                return trouble;
            case PublishAnswer.Refused refused:
                await SetAsideAsync(chapters[0].Message, $"refused: {refused.Reason}", cancel);
                return $"events were refused and moved to {PoisonQueue}: {refused.Reason}";
            default:
                throw new InvalidOperationException($"no such answer: {answer}");
        }
    }

    /// <summary>The first answer that is not yes, or yes.</summary>
    private async ValueTask<PublishAnswer> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel)
    {
        foreach (var batch in EventBatches.Of(events))
        {
            var answer = await publisher.PublishAsync(batch, cancel);
            if (answer is not PublishAnswer.Taken)
                return answer;
        }

        return new PublishAnswer.Taken();
    }

    private async ValueTask SetAsideAsync(QueueMessage message, string why, CancellationToken cancel)
    {
        CampaignMeter.Poisoned(FactOutbox.Queue);
        await queue.SendAsync(PoisonQueue, [PoisonedMessage.Write(message.Body, why, Now)], Duration.Zero, cancel);
        await leases.CompleteAsync(FactOutbox.Queue, [message], cancel);
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private static Duration Wait(QueueMessage message) =>
        Duration.Min(LongestPatience, FirstPatience * Math.Pow(2, Math.Min(10, message.DequeueCount - 1)));

    /// <summary>A hint within reason: none makes us knock without a pause, and none puts us off for a day.</summary>
    private static Duration? Heed(Duration? hint) => hint is { } wait ? Duration.Max(ShortestHint, Duration.Min(LongestHint, wait)) : null;

    private sealed record Chapter(QueueMessage Message, IReadOnlyList<OutgoingEvent> Events);
}

/// <summary>What became of a page of notices.</summary>
/// <param name="Seen">How many were visible; none: the queue was read to its end.</param>
/// <param name="Trouble">Why events could not be published now, for the log; null when all went well.</param>
public sealed record PublishedPage(int Seen, string? Trouble = null);
