using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Runtime.Outbox;

/// <summary>
/// Makes sure that what is saved is published. Before a batch of a timeline is saved, a notice of it is queued; whoever
/// publishes reads the batch from the store. A notice without its batch means that the save never happened.
/// </summary>
/// <remarks>
/// Killed before the notice: nothing was saved. Killed between notice and save: nothing to publish. Killed after the
/// save: the notice is on the queue. A writer who loses the race for a batch leaves a second notice of it, and the
/// batch may be published again, under the same ids.
/// </remarks>
public sealed class TimelineOutbox(IDelayedQueue queue)
{
    /// <summary>The queue of notices.</summary>
    public const string Queue = "facts";

    /// <summary>How long a notice waits for its batch: longer than any save takes.</summary>
    public static readonly Duration MaxAge = Duration.FromMinutes(30);

    /// <summary>A save is nearly always over by then, and the notice need not be looked at twice.</summary>
    private static readonly Duration Delay = Duration.FromSeconds(2);

    /// <summary>Queues a notice of what is about to be saved, unless it has been already or nobody outside needs to hear of it.</summary>
    /// <param name="record">The unit of work, before it is saved.</param>
    /// <param name="before">What an earlier attempt of the same unit of work queued.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancel">Stops it.</param>
    internal async ValueTask<TimelineBatchNotice?> AnnounceAsync(
        CustomerRecord record, TimelineBatchNotice? before, Instant now, CancellationToken cancel)
    {
        if (!record.TimelineEvents.Any(TimelineCloudEvents.IsPublished))
            return before;
        var notice = new TimelineBatchNotice(record.Id, record.Head.TimelineBatches, now);
        if (before?.Batch == notice.Batch && !IsOld(before, now))
            return before;
        using var activity = CampaignActivities.StartSend(Queue);
        await queue.SendAsync(Queue, [notice.Traced().Write()], Delay, cancel);
        return notice;
    }

    /// <summary>After the save: queues the notice again when so much time went by that the first may have been given up.</summary>
    internal async ValueTask ConfirmAsync(TimelineBatchNotice? notice, Instant now, CancellationToken cancel)
    {
        if (notice is null || !IsOld(notice, now))
            return;
        using var activity = CampaignActivities.StartSend(Queue);
        await queue.SendAsync(Queue, [(notice with { At = now }).Traced().Write()], Delay, cancel);
    }

    private static bool IsOld(TimelineBatchNotice notice, Instant now) => now - notice.At > MaxAge / 2;
}
