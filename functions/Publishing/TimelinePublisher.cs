using System.Diagnostics;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Publishing;

/// <summary>
/// Takes notices of saved batches from their queue, reads the batches and publishes them as events. A notice is
/// deleted last, so nothing is lost, and what is published again has the same ids.
/// </summary>
public sealed class TimelinePublisher(
    IDelayedQueue queue, IMessageLeases leases, CustomerStore customers, IEventPublisher publisher,
    DeadLetterWriter deadLetters, TimeProvider time)
{
    /// <summary>The queue that keeps the dead letters.</summary>
    public static readonly string DeadLetterQueueName = DeadLetterWriter.QueueOf(TimelineOutbox.Queue);

    private const int PageSize = 32;
    private const int MaxDequeueCount = 5; // a batch that fails this often on our side is given up
    private static readonly Duration Lease = Duration.FromMinutes(2);
    private static readonly Duration MinBackoff = Duration.FromSeconds(5);
    private static readonly Duration MaxBackoff = Duration.FromMinutes(5);
    private static readonly Duration MinRetryAfter = Duration.FromSeconds(1);
    private static readonly Duration MaxRetryAfter = Duration.FromHours(1);

    /// <summary>Handles one page of notices.</summary>
    public async ValueTask<PublicationResult> RunPageAsync(CancellationToken cancel)
    {
        var page = await queue.ReceiveAsync(TimelineOutbox.Queue, PageSize, Lease, cancel);
        return page.Count == 0 ? new PublicationResult(0) : await HandleAsync(page, cancel);
    }

    /// <summary>Handles notices that their queue has given out.</summary>
    public async ValueTask<PublicationResult> HandleAsync(IReadOnlyList<QueueMessage> page, CancellationToken cancel)
    {
        using var activity = CampaignActivities.IsListenedTo ? CampaignActivities.StartProcess(TimelineOutbox.Queue, Origins(page)) : null;
        var batches = new TimelineBatch?[page.Count];
        await Parallel.ForAsync(0, page.Count, cancel, async (i, token) => batches[i] = await ReadAsync(page[i], token));
        return new PublicationResult(page.Count, await PublishAsync([.. batches.OfType<TimelineBatch>()], cancel));
    }

    /// <summary>The batch of a notice; null when it is not to be published, or not yet.</summary>
    private async ValueTask<TimelineBatch?> ReadAsync(QueueMessage message, CancellationToken cancel)
    {
        if (!TimelineBatchNotice.TryRead(message.Body.Span, out var notice))
        {
            await DeadLetterAsync(message, "unreadable: expected customer, batch and time, one per line", cancel);
            return null;
        }

        try
        {
            if (await FindAsync(notice, cancel) is { } batches)
                return new TimelineBatch(message,
                    [.. batches.SelectMany(batch => TimelineCloudEvents.Of(notice.Customer, batch.Batch, batch.Events))]);
        }
        catch (InvalidDataException e)
        {
            await DeadLetterAsync(message, e.Message, cancel);
            return null;
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            await RetryAsync(message, e, cancel);
            return null;
        }

        if (Now - notice.At > TimelineOutbox.MaxAge)
            await leases.CompleteAsync(TimelineOutbox.Queue, [message], cancel); // its save never happened
        else
            await leases.ReturnAsync(TimelineOutbox.Queue, message, Backoff(message), cancel);
        return null;
    }

    /// <summary>The batches of a notice; null: the last has not been written yet, or never is.</summary>
    private async ValueTask<IReadOnlyList<(long Batch, IReadOnlyList<TimelineEvent> Events)>?> FindAsync(
        TimelineBatchNotice notice, CancellationToken cancel)
    {
        var batches = await customers.FindTimelineBatchesAsync(notice.Customer, notice.Batches, cancel);
        if (batches is [.., var last] && last.Batch == notice.Batches.Last)
            return batches;
        if (Now - notice.At <= TimelineOutbox.MaxAge)
            return null;
        // A save too large for one batch, whose writer died, is finished by whoever loads the customer next.
        await customers.LoadAsync(notice.Customer, cancel);
        batches = await customers.FindTimelineBatchesAsync(notice.Customer, notice.Batches, cancel);
        return batches.Count > 0 ? batches : null; // those before it were saved, whatever became of the last
    }

    /// <returns>Why something could not be published now; null when all went well.</returns>
    private async ValueTask<string?> PublishAsync(IReadOnlyList<TimelineBatch> batches, CancellationToken cancel)
    {
        if (batches.Count == 0)
            return null;
        PublishResult answer;
        try
        {
            // A race for a batch leaves two notices of it.
            answer = await PublishAsync([.. batches.SelectMany(batch => batch.Events).DistinctBy(@event => @event.Id)], cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            if (batches.Count > 1)
                return await PublishEachAsync(batches, cancel);
            await RetryAsync(batches[0].Message, e, cancel);
            return $"the publisher failed: {e.GetType().Name}";
        }

        switch (answer)
        {
            case PublishResult.Accepted:
                await leases.CompleteAsync(TimelineOutbox.Queue, [.. batches.Select(batch => batch.Message)], cancel);
                return null;
            case PublishResult.Unavailable away:
                foreach (var batch in batches)
                    await leases.ReturnAsync(TimelineOutbox.Queue, batch.Message, Clamp(away.RetryAfter) ?? Backoff(batch.Message), cancel);
                return $"the receiver is unavailable, events are retried: {away.Reason}";
            case PublishResult.Refused when batches.Count > 1:
                return await PublishEachAsync(batches, cancel);
            case PublishResult.Refused refused:
                await DeadLetterAsync(batches[0].Message, $"refused: {refused.Reason}", cancel);
                return $"events were refused and moved to {DeadLetterQueueName}: {refused.Reason}";
            default:
                throw new InvalidOperationException($"no such answer: {answer}");
        }
    }

    /// <summary>One of them is at fault, and the others must not wait for it.</summary>
    private async ValueTask<string?> PublishEachAsync(IReadOnlyList<TimelineBatch> batches, CancellationToken cancel)
    {
        string? problem = null;
        foreach (var batch in batches)
            problem = await PublishAsync([batch], cancel) ?? problem;
        return problem;
    }

    /// <summary>The first answer that is not yes, or yes.</summary>
    private async ValueTask<PublishResult> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel)
    {
        foreach (var batch in EventBatches.Of(events))
        {
            using var activity = CampaignActivities.StartPublish(batch.Count);
            var answer = await publisher.PublishAsync(batch, cancel);
            if (activity is not null)
                Describe(activity, answer);
            if (answer is not PublishResult.Accepted)
                return answer;
        }

        return new PublishResult.Accepted();
    }

    /// <summary>Which kind of answer it was; its reason may be in the receiver's own words, and stays out.</summary>
    private static void Describe(Activity activity, PublishResult answer)
    {
        var kind = answer.GetType().Name.ToLowerInvariant();
        activity.SetTag(SpanTags.Outcome, kind);
        if (answer is not PublishResult.Accepted)
            activity.SetTag(SpanTags.Error, kind).SetStatus(ActivityStatusCode.Error);
    }

    private static string?[] Origins(IReadOnlyList<QueueMessage> page) =>
        [.. page.Select(message => TimelineBatchNotice.TryRead(message.Body.Span, out var notice) ? notice.TraceParent : null)];

    private async ValueTask DeadLetterAsync(QueueMessage message, string why, CancellationToken cancel)
    {
        await deadLetters.WriteAsync(TimelineOutbox.Queue, message.Body, why, cancel);
        await leases.CompleteAsync(TimelineOutbox.Queue, [message], cancel);
    }

    /// <summary>Something failed on our side: tried again a few times, since it may pass.</summary>
    private async ValueTask RetryAsync(QueueMessage message, Exception failure, CancellationToken cancel)
    {
        FaultMeter.Count("publication", failure);
        if (message.DequeueCount >= MaxDequeueCount)
            await DeadLetterAsync(message, $"{FaultMeter.ReasonOf(failure)}: {failure.Message}", cancel);
        else
            await leases.ReturnAsync(TimelineOutbox.Queue, message, Backoff(message), cancel);
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private static Duration Backoff(QueueMessage message) =>
        Duration.Min(MaxBackoff, MinBackoff * Math.Pow(2, Math.Min(10, message.DequeueCount - 1)));

    /// <summary>A hint within reason: none makes us knock without a pause, and none puts us off for a day.</summary>
    private static Duration? Clamp(Duration? hint) =>
        hint is { } wait ? Duration.Max(MinRetryAfter, Duration.Min(MaxRetryAfter, wait)) : null;

    private sealed record TimelineBatch(QueueMessage Message, IReadOnlyList<OutgoingEvent> Events);
}

/// <summary>What became of a page of notices.</summary>
/// <param name="Received">How many were visible; none: the queue was read to its end.</param>
/// <param name="Problem">Why events could not be published now, for the log; null when all went well.</param>
public sealed record PublicationResult(int Received, string? Problem = null);
