using System.Runtime.ExceptionServices;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.Timers;
using Campaigns.Runtime.Tracing;
using Campaigns.Runtime.Work;
using NodaTime;

namespace Campaigns.Runtime.UnitsOfWork;

/// <summary>
/// Executes units of work: loads a customer, lets the decision be made in memory, sets timers, queues messages, and then saves by
/// compare-and-swap. After a conflict it decides again over fresh data.
/// </summary>
/// <remarks>
/// The save comes last, so nothing is owed once it is done. What was set or queued for a save that never happens is harmless: a timer
/// finds nothing to do, and a message that the ledger does not know of is dropped (<c>DeliveryService</c>).
/// </remarks>
/// <param name="customers">The customers.</param>
/// <param name="directory">Where all of them are listed.</param>
/// <param name="timers">Wakes enrollments.</param>
/// <param name="queues">The channels' queues.</param>
/// <param name="library">What has been deployed.</param>
/// <param name="sink">Receives the timeline events of saved units of work.</param>
/// <param name="outbox">Announces what is saved to the publisher; null: nothing is published.</param>
/// <param name="copies">Where else customers' data lies, to be cleared by an erasure.</param>
/// <param name="backoff">Pauses after a conflict.</param>
/// <param name="time">The clock.</param>
internal sealed class UnitOfWorkExecutor(
    CustomerStore customers, CustomerDirectory directory, ITimers timers, IDelayedQueue queues, ICampaignLibrary library,
    ITimelineSink sink, TimelineOutbox? outbox, IReadOnlyList<ICustomerDataCopy> copies, ConflictBackoff backoff, TimeProvider time)
{
    /// <summary>How long after copies of an erased customer's data could not be reached they are tried again.</summary>
    private static readonly Duration ErasureRetry = Duration.FromSeconds(30);

    /// <summary>How long after a journey failed in the work of others it tries its part by itself.</summary>
    private static readonly Duration AfterFault = Duration.FromMinutes(1);

    private const int MaxAttempts = 64;

    private readonly SendRateLimiter _sendRateLimiter = new(customers.Rows);

    // Where customers, timers and messages lie in one database.
    private readonly IQueueBesideRows? _beside =
        queues is IQueueBesideRows beside && beside.IsBeside(customers.Rows) && timers is TimerTable table && table.IsIn(customers.Rows)
            ? beside
            : null;

    /// <summary>The instant of the clock.</summary>
    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The customers.</summary>
    public CustomerStore Customers => customers;

    /// <summary>Customers as they were just saved with messages to deliver.</summary>
    public RecentRecords Recent { get; } = new();

    /// <summary>What has been deployed.</summary>
    public ICampaignLibrary Library => library;

    /// <summary>Whether a message may be on its queue, and its save still to come.</summary>
    public bool QueuesAhead => _beside is null;

    /// <summary>Whether what is saved is announced to the publisher.</summary>
    public bool Publishes => outbox is not null;

    /// <summary>The templates, which say what their texts require; null: nothing.</summary>
    public ITemplateCatalog? Templates { get; init; }

    /// <summary>The words that customers may reply with.</summary>
    public Func<ReplyWords> Replies { get; init; } = static () => ReplyWords.Carriers;

    /// <summary>Sets timers that no unit of work asks for.</summary>
    public ValueTask SetTimersAsync(IReadOnlyList<WakeTimer> wanted, CancellationToken cancel) => timers.SetAsync(wanted, cancel);

    /// <summary>Begins a unit of work.</summary>
    public UnitOfWork Begin() => new(_sendRateLimiter);

    /// <summary>Executes one unit of work.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="decide">Decides in memory; called again with fresh data after a conflict.</param>
    /// <param name="cancel">Stops it between steps.</param>
    /// <param name="loaded">The record, when it has been read already and nothing was changed in it.</param>
    /// <returns>The session as saved, or null when its event had been handled before.</returns>
    public ValueTask<CustomerSession?> RunAsync(
        CustomerId customer, Action<CustomerSession> decide, CancellationToken cancel,
        CustomerRecord? loaded = null) =>
        RunAsync(customer, decide, Begin(), cancel, loaded);

    /// <summary>The same, for a caller that repeats a unit of work when one of its events turns out to be known.</summary>
    public async ValueTask<CustomerSession?> RunAsync(
        CustomerId customer, Action<CustomerSession> decide, UnitOfWork work, CancellationToken cancel,
        CustomerRecord? loaded = null)
    {
        using var activity = CampaignActivities.StartUnitOfWork();
        var ids = await customers.MessageIdsAsync(cancel);
        for (var attempt = 1; ; attempt++)
        {
            var record = loaded ?? await customers.LoadAsync(customer, cancel);
            loaded = null;
            if (work.Older.Any)
                await customers.AnswerAsync(record, work.Older, cancel);
            // Only what is asked about these makes the decision anew over the same record.
            var asLoaded = record.Past.Older > 0 ? record.Next() : null;
            // Without the version a wake would come to nothing, and its timer would be spent.
            if (record.Running.Versions.Any(running => library.Find(running.Journey, running.Version) is null))
                await library.CatchUpAsync(cancel);
            work.Leases.Restart();
            var deployed = library.Current; // one decision, one release
            var session = new CustomerSession(record, deployed, work.InstantAt(Now), work.Leases, ids, work.Faulty)
            {
                Replies = deployed.Texts?.Replies ?? Replies(),
                Templates = deployed.Texts ?? Templates,
            };
            try
            {
                SessionDecision.Make(session, decide);
            }
            catch (JourneyFaultException e) when (work.Faulty.TryAdd(e.Journey, e.Fault))
            {
                FaultMeter.Count("journey", e.Fault);
                continue; // what it did to the record is dropped with it
            }

            if (record.AsksOlder)
            {
                work.Older.Add(record.Older.Open);
                loaded = asLoaded;
                continue;
            }

            if (work.Leases.IsIncomplete)
            {
                await work.Leases.AcquireMissingAsync(Now, cancel);
                continue;
            }

            if (session.HasEnteredByRamp && await library.LookAtRampsAsync(cancel))
                continue;
            SessionDecision.StampDispatches(session);
            await DeferAsync(session, work, cancel);
            foreach (var unknown in session.Unknown)
                await customers.Unknown.AddAsync(unknown, cancel);
            // Before the save: after a crash in between, the event that told of it comes again.
            foreach (var ((hash, channel), suppression) in session.SharedSuppressions)
                await customers.Suppressions.SetAsync(hash, channel, suppression, cancel);
            var lookups = await LookupUpdate.BeginAsync(customers.Lookup, record, work.Lookups, cancel);
            if (!record.Exists && record.Changed)
                await directory.AddAsync(customer, cancel);
            var missing = work.Missing(session.Timers, Now);
            var with = record.Changed ? Companions(session, work, missing) : null;
            if (with is null)
            {
                if (missing.Count > 0)
                {
                    await timers.SetAsync(missing, cancel);
                    work.HaveSet(missing);
                }

                await EnqueueAsync(session, work, cancel);
            }

            if (outbox is not null)
                work.Notice = await outbox.AnnounceAsync(
                    record, IsAnsweredFor(session), session.HandlesMessage, work.Notice, Now, cancel);
            var stamp = record.TimelineEvents.Count > 0 ? await sink.StampAsync(cancel) : null;
            switch (await SaveAsync(record, stamp, with, cancel))
            {
                case SaveOutcome.Saved:
                    work.Saved = true;
                    Tell(record, stamp); // before anything that can fail
                    await lookups.CompleteAsync(cancel);
                    await CompleteAsync(session, work, together: with is not null, cancel);
                    if (session.Dispatches.Count > 0 && record.Next() is { } saved)
                        Recent.Keep(saved);
                    customers.Keep(record);
                    return session;
                case SaveOutcome.EventKnown:
                    return null;
                default:
                    if (attempt == MaxAttempts)
                        throw new StoreUnavailableException($"a customer could not be saved: {attempt} conflicts in a row");
                    await backoff.WaitAsync(attempt, cancel);
                    break;
            }
        }
    }

    /// <summary>
    /// The timers and messages of a unit of work, where the store can write them together with the customer: then a conflict leaves none
    /// of them behind. Null: there are none, or they are written before the save, one after the other.
    /// </summary>
    private Companions? Companions(CustomerSession session, UnitOfWork work, IReadOnlyList<WakeTimer> missing)
    {
        if (_beside is null || (missing.Count == 0 && session.Dispatches.Count == 0))
            return null;
        var with = new Companions();
        if (missing.Count > 0)
            with.Rows.AddRange(TimerTable.BatchesOf(missing));
        with.Messages.AddRange(BatchesOf(work.Unqueued(session.Dispatches, Now)));
        return with;
    }

    /// <summary>
    /// Whether a message that is queued with this save will soon be handled, and so may answer for what is to be published. Where messages
    /// and customers are written together, a notice costs next to nothing.
    /// </summary>
    private bool IsAnsweredFor(CustomerSession session) =>
        _beside is null && session.Dispatches.Exists(dispatch => library.Hold.Of(dispatch.Channel) is null);

    /// <summary>Queues what journeys that failed are to do by themselves; before the save, so that a crash loses none of it.</summary>
    private async ValueTask DeferAsync(CustomerSession session, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var later in session.Deferred.Where(later => !work.Deferred.Contains(later.Id)))
        {
            var body = CustomerWorkCodec.Write(later, attempts: 0);
            if (!DeadLetter.Fits(body))
                ExceptionDispatchInfo.Throw(work.Faulty[later.Journey!.Value]); // it cannot be kept for later: then nothing is taken
            await queues.SendAsync(CustomerWorkCodec.Queue, [body], AfterFault, cancel);
            work.Deferred.Add(later.Id);
        }
    }

    /// <summary>Does what a saved unit of work leads to.</summary>
    private async ValueTask CompleteAsync(CustomerSession session, UnitOfWork work, bool together, CancellationToken cancel)
    {
        var record = session.Record;
        // A timer that fired between its setting and the save found nothing to do yet.
        if (!together && session.Timers.Exists(timer => timer.At <= Now))
            await timers.SetAsync(session.Timers.FindAll(timer => timer.At <= Now), cancel);
        // After the save, so that no slot is free while its message may still go.
        foreach (var released in SharedSlots.GivenBack(record))
            await customers.Shared.ReleaseAsync(released.SharedLedgers, released.Message, session.Instant, cancel);
        // Before it is queued again, since it may then become unknown again.
        foreach (var known in session.Known)
            await customers.Unknown.RemoveAsync(known, cancel);
        if (!together)
            await EnqueueAsync(session, work, cancel); // nothing as a rule: the save took so long that its messages may have been given up
        if (outbox is not null)
            await outbox.ConfirmAsync(work.Notice, Now, cancel);
        if (record.Profile.ErasedAt is not null && record.Head.ErasurePending)
            await CompleteErasureAsync(record, cancel);
    }

    /// <summary>Saves, and leaves no stamp without an end.</summary>
    private async ValueTask<SaveOutcome> SaveAsync(
        CustomerRecord record, ITimelineStamp? stamp, Companions? with, CancellationToken cancel)
    {
        record.Stamp = stamp?.Value;
        SaveOutcome? outcome = null;
        try
        {
            outcome = with is null
                ? await customers.SaveAsync(record, cancel)
                : await customers.SaveAsync(record, _beside!, with, cancel);
            UnitMeter.Count(outcome.Value);
            return outcome.Value;
        }
        finally
        {
            if (outcome != SaveOutcome.Saved)
                stamp?.Doubt(record.Id, record.Head.TimelineBatches, answered: outcome is not null);
        }
    }

    /// <summary>What is saved is saved: a receiver that fails all the same, which it must not, fails nobody's work.</summary>
    private void Tell(CustomerRecord record, ITimelineStamp? stamp)
    {
        if (record.TimelineEvents.Count == 0)
            return;
        try
        {
            sink.Receive(record.Id, record.TimelineEvents, stamp);
        }
        catch (Exception e)
        {
            FaultMeter.Count("timeline", e);
        }
    }

    /// <summary>
    /// Empties what is over of an erased customer's data. Until it is done, everything that happens to the customer begins it again, a
    /// timer at the latest.
    /// </summary>
    private async ValueTask CompleteErasureAsync(CustomerRecord record, CancellationToken cancel)
    {
        var history = await customers.RedactHistoryAsync(record.Id, cancel);
        history.Messages.UnionWith(record.Ledger.Entries.Select(entry => entry.Message));
        List<ErasedPart> parts =
        [
            new(ErasurePlaces.Store, "finished-enrollments", history.Enrollments.Count, Now),
            new(ErasurePlaces.Store, "timeline-events", history.TimelineEvents.Values.Sum(), Now),
        ];
        try
        {
            foreach (var lookup in record.Head.ErasedLookups)
                await customers.Lookup.RemoveAsync(lookup, record.Id, tag: null, cancel);
            parts.Add(new(ErasurePlaces.Store, "lookups", record.Head.ErasedLookups.Length, Now));
            foreach (var copy in copies)
                parts.Add(new(copy.Name, "copies", await copy.EraseAsync(record.Id, history.Messages, cancel), Now));
        }
        catch (StoreUnavailableException)
        {
            // The erasure stays open: what was asked is done, what is left is tried again.
            await timers.SetAsync([new WakeTimer(Now + ErasureRetry, record.Id, Enrollment: null)], cancel);
            return;
        }

        await RunAsync(record.Id, session =>
        {
            var certificate = (session.Record.Erasure ?? new ErasureCertificate(session.Record.Profile.ErasedAt ?? Now)).With(parts);
            session.Record.Set(session.Record.Head with { ErasurePending = false, ErasedLookups = [], Erasure = certificate with { CompletedAt = Now } });
        }, cancel);
    }

    /// <summary>
    /// Queues the messages that no attempt has queued, or so long ago that a sender may have given up waiting for this save.
    /// </summary>
    private async ValueTask EnqueueAsync(CustomerSession session, UnitOfWork work, CancellationToken cancel)
    {
        if (session.Dispatches.Count == 0 || work.Unqueued(session.Dispatches, Now) is not { Count: > 0 } wanted)
            return;
        var queuedAt = Now;
        foreach (var batch in BatchesOf(wanted))
            await queues.SendAsync(batch.Queue, batch.Bodies, work.Saved ? Duration.Zero : queues.SaveTime, cancel);
        work.HaveQueued(wanted, queuedAt);
    }

    private static IEnumerable<QueueBatch> BatchesOf(List<MessageRequest> dispatches)
    {
        if (dispatches.Count == 0)
            yield break;
        foreach (var channel in dispatches.GroupBy(dispatch => dispatch.Channel))
        {
            using var activity = CampaignActivities.StartSend(channel.Key.Name, channel.Count());
            yield return new(channel.Key.Name, [.. channel.Select(dispatch => MessageRequestCodec.Write(dispatch.Traced()))]);
        }
    }
}
