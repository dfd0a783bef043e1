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
/// <para>Killed before the notice: nothing was saved. Killed between notice and save: nothing to publish. Killed after the
/// save: the notice is on the queue. A writer who loses the race for a batch leaves a second notice of it, and the
/// batch may be published again, under the same ids.</para>
/// <para>A save that puts a message on its channel's queue needs no notice of its own: the message answers for it. The save notes which
/// batches are not announced (<see cref="CustomerRecord.Unannounced"/>), and whoever handles the message announces them: together with what
/// became of it, as a rule, else before it leaves their hands.</para>
/// </remarks>
public sealed class TimelineOutbox(IDelayedQueue queue)
{
    /// <summary>The queue of notices.</summary>
    public const string Queue = "facts";

    /// <summary>How long a notice waits for its batch: longer than any save takes.</summary>
    public static readonly Duration MaxAge = Duration.FromMinutes(30);

    /// <summary>A save is nearly always over by then, and the notice need not be looked at twice.</summary>
    private static readonly Duration Delay = Duration.FromSeconds(2);

    /// <summary>How many batches one message after the other may put off, so that nothing is put off for long.</summary>
    private const int MaxPutOff = 8;

    /// <summary>
    /// Queues a notice of what is about to be saved and of what was not announced before, unless it has been already, a message answers for
    /// it, or nobody outside needs to hear of it.
    /// </summary>
    /// <param name="record">The unit of work, before it is saved.</param>
    /// <param name="answered">Whether this unit of work puts a message on its queue, which may answer for it.</param>
    /// <param name="handled">Whether a message that may have answered for earlier ones is done with, or put back.</param>
    /// <param name="before">What an earlier attempt of the same unit of work queued.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancel">Stops it.</param>
    internal async ValueTask<TimelineBatchNotice?> AnnounceAsync(
        CustomerRecord record, bool answered, bool handled, TimelineBatchNotice? before, Instant now, CancellationToken cancel)
    {
        var told = record.TimelineEvents.Any(TimelineCloudEvents.IsPublished);
        if (!told && (!handled || record.Unannounced is null))
            return before;
        var next = record.Head.TimelineBatches;
        var earlier = record.Unannounced ?? new(next, next);
        var wanted = told ? earlier with { Last = next } : earlier;
        if (answered && wanted.Count <= MaxPutOff)
        {
            record.SetUnannounced(wanted);
            return before;
        }

        record.SetUnannounced(null);
        var notice = new TimelineBatchNotice(record.Id, wanted, now);
        if (before?.Batches == wanted && !IsOld(before, now))
            return before;
        await SendAsync(notice, cancel);
        return notice;
    }

    /// <summary>After the save: queues the notice again when so much time went by that the first may have been given up.</summary>
    internal async ValueTask ConfirmAsync(TimelineBatchNotice? notice, Instant now, CancellationToken cancel)
    {
        if (notice is not null && IsOld(notice, now))
            await SendAsync(notice with { At = now }, cancel);
    }

    private async ValueTask SendAsync(TimelineBatchNotice notice, CancellationToken cancel)
    {
        using var activity = CampaignActivities.StartSend(Queue);
        await queue.SendAsync(Queue, [notice.Traced().Write()], Delay, cancel);
    }

    private static bool IsOld(TimelineBatchNotice notice, Instant now) => now - notice.At > MaxAge / 2;
}
