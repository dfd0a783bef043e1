using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Runtime;

/// <summary>
/// Carries customers on: loads a customer, lets the pure parts decide, saves by compare-and-swap, then does what was
/// decided. Every entrance of the system ends here.
/// </summary>
/// <remarks>
/// A crash at any point loses nothing: alarms are set before the save that needs them (a needless one is harmless), and
/// a message whose queueing was lost is queued again by the alarm that stands for it.
/// </remarks>
public sealed class CampaignRunner
{
    /// <summary>How long after a lost hand-over the message is queued again.</summary>
    private static readonly Duration Recovery = Duration.FromSeconds(30);

    private const int MaxAttempts = 64;

    private readonly CustomerStore _customers;
    private readonly CustomerDirectory _directory;
    private readonly ITimers _alarms;
    private readonly IDelayedQueue _queues;
    private readonly ICampaignLibrary _library;
    private readonly ITimelineSink _facts;
    private readonly TimeProvider _time;
    private readonly TimelineOutbox? _outbox;
    private readonly SendRateLimiter _sendRateLimiter;
    private readonly EventBatcher _intake;
    private readonly ConflictBackoff _backoff;

    /// <summary>Puts it together.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="directory">Where all of them are listed.</param>
    /// <param name="timers">Wakes enrollments.</param>
    /// <param name="queues">The channels' queues.</param>
    /// <param name="library">What has been deployed.</param>
    /// <param name="timelineEvents">Hears what has become durable.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outbox">Announces what is saved; null: nobody outside is told.</param>
    /// <param name="intake">How events that come at the same moment are taken; null: as usual.</param>
    public CampaignRunner(
        CustomerStore customers, CustomerDirectory directory, ITimers timers, IDelayedQueue queues, ICampaignLibrary library,
        ITimelineSink timelineEvents, TimeProvider time, TimelineOutbox? outbox = null, IntakeOptions? intake = null)
    {
        (_customers, _directory, _alarms, _queues, _library, _facts, _time, _outbox) =
            (customers, directory, timers, queues, library, timelineEvents, time, outbox);
        intake ??= new IntakeOptions();
        _sendRateLimiter = new SendRateLimiter(customers.Rows);
        _intake = new EventBatcher(new EventBatchHandler(this), intake);
        _backoff = new ConflictBackoff(time, intake);
    }

    /// <summary>The instant of the clock this runner lives by.</summary>
    public Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    /// <summary>The customers.</summary>
    public CustomerStore Customers => _customers;

    /// <summary>What has been deployed.</summary>
    public ICampaignLibrary Library => _library;

    /// <summary>How many customers have events being taken in this process.</summary>
    public int CustomersInIntake => _intake.Customers;

    /// <summary>
    /// Takes an event: once, however often it is given. Events of one customer that wait for each other are taken
    /// together.
    /// </summary>
    /// <returns>False when it had been taken before; then everything it led to is made sure of again.</returns>
    public async ValueTask<bool> HandleAsync(CustomerEvent @event, CancellationToken cancel)
    {
        var unit = new EventUnit([@event]);
        await _intake.TakeAsync(@event.Customer, [unit], cancel);
        return unit.Fresh[0];
    }

    /// <summary>
    /// Takes several events of one customer in one unit of work: a row of an import, a page of a history. Very many are taken in several.
    /// </summary>
    /// <returns>How many had not been taken before.</returns>
    public async ValueTask<int> HandleAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancel)
    {
        var customer = CustomerOf(events);
        var fresh = 0;
        foreach (var together in events.Chunk(IntakeOptions.MostInUnit))
        {
            var unit = new EventUnit(together);
            await _intake.TakeAsync(customer, [unit], cancel);
            fresh += unit.Fresh.Count(isFresh => isFresh);
        }

        return fresh;
    }

    /// <summary>
    /// Takes several events of one customer in their order, each by itself: one that cannot be taken does not keep the
    /// others from it. They share units of work all the same.
    /// </summary>
    /// <returns>For each event whether it had not been taken before.</returns>
    /// <remarks>
    /// When one fails, its exception is thrown after those it shares a unit of work with have been taken, and before any
    /// later one is.
    /// </remarks>
    public async ValueTask<IReadOnlyList<bool>> TakeInOrderAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancel)
    {
        var customer = CustomerOf(events);
        var fresh = new List<bool>(events.Count);
        foreach (var together in events.Chunk(IntakeOptions.MostInUnit))
        {
            EventUnit[] units = [.. together.Select(@event => new EventUnit([@event]))];
            await _intake.TakeAsync(customer, units, cancel);
            fresh.AddRange(units.Select(unit => unit.Fresh[0]));
        }

        return fresh;
    }

    /// <summary>Rings an alarm: carries one enrollment on, or looks at the customer's dates.</summary>
    public async ValueTask WakeAsync(WakeTimer timer, CancellationToken cancel)
    {
        using var activity = timer.Enrollment is { } enrollment ? CampaignActivities.StartAdvance(enrollment) : null;
        await RunAsync(timer.Customer, session => Wake(session, timer, afterPause: false), timer.Enrollment, cancel);
    }

    /// <summary>Carries one enrollment on for an alarm clock that keeps one alarm for each, and asks for the next.</summary>
    /// <returns>When the enrollment, or a message of it, is to be woken next if nothing happens before; null: not by time.</returns>
    /// <remarks>Asked again after a crash it answers from the record, so an alarm is never lost with the answer.</remarks>
    public async ValueTask<Instant?> AdvanceAsync(CustomerId customer, EnrollmentId enrollment, CancellationToken cancel)
    {
        using var activity = CampaignActivities.StartAdvance(enrollment);
        var session = await RunAsync(customer, session =>
        {
            Wake(session, new WakeTimer(session.Instant, customer, enrollment), afterPause: false);
            session.Timers.RemoveAll(timer => timer.Enrollment == enrollment); // the answer stands for them
        }, enrollment, cancel);
        return session is null ? null : NextWake.Of(session, enrollment);
    }

    /// <summary>Enrolls a customer on request.</summary>
    public async ValueTask<EntryOutcome> EnrollAsync(
        JourneyDefinition journey, CustomerId customer, PolicyId? policy, AttributeBag data, CancellationToken cancel)
    {
        var outcome = EntryOutcome.NotFound;
        await RunAsync(customer, session =>
        {
            var entry = journey.Entries.OfType<Entry.OnRequest>().First();
            outcome = !session.Record.Exists || (policy is { } id && !session.Record.Policies.ContainsKey(id))
                ? EntryOutcome.NotFound
                : EntryEvaluator.TryEnter(session, journey, entry, policy, data);
        }, timed: null, cancel);
        return outcome;
    }

    /// <summary>
    /// Lets a customer enter a journey by its audience: once for each occurrence of the schedule, however often it is swept.
    /// </summary>
    /// <returns>How many enrollments began.</returns>
    public async ValueTask<int> EnrollAudienceAsync(
        JourneyDefinition journey, Schedule schedule, Instant occurrence, CustomerId customer, CancellationToken cancel)
    {
        var entered = 0;
        var swept = await RunAsync(customer, session =>
        {
            entered = EntryEvaluator.OnAudience(session, journey, schedule.Entry, schedule.Entry.Audience);
            // Who may enter again as soon as it is over would, when a crash has the page done twice.
            if (entered > 0 && schedule.Entry.Reentry.Allowed)
                session.Record.EventHashes.Add(StableHash.Id($"sweep\n{journey.Id}\n{schedule.Id}\n{occurrence}"));
        }, timed: null, cancel);
        return swept is null ? 0 : entered;
    }

    /// <summary>Looks at a customer's dates for a journey that has just been published.</summary>
    public async ValueTask EnrollByDatesAsync(JourneyId journey, CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, session =>
            EntryEvaluator.OnDates(session, [.. session.Record.Policies.Keys], customer: true, journey), timed: null, cancel);

    /// <summary>After a journey is resumed or retired: carries on, or ends, the customer's enrollments in it.</summary>
    public async ValueTask ResumeAsync(JourneyId journey, CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, session =>
        {
            foreach (var enrollment in session.Record.Enrollments.Values.Where(e => e.Journey == journey).ToList())
                Wake(session, new WakeTimer(session.Instant, customer, enrollment.Id), afterPause: true);
            // Enrollments that are over may have left messages that came to their turn during the pause.
            if (session.Live(journey)?.Status != JourneyStatus.Paused)
                ContactScheduler.DispatchDue(session, entry => entry.Enrollment.Journey == journey);
        }, timed: null, cancel);

    /// <summary>After the contact policy's concurrency changed: holds or lets go on whom it concerns.</summary>
    public async ValueTask RebalanceConcurrencyAsync(CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, ConcurrencyController.Rebalance, timed: null, cancel);

    /// <summary>Ends the customer's enrollments in a journey.</summary>
    public async ValueTask StopAsync(JourneyId journey, string outcome, CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, session =>
        {
            foreach (var enrollment in session.Running(e => e.Journey == journey))
            {
                if (_library.Find(journey, enrollment.Version) is { } definition)
                    new EnrollmentExecutor(session, definition, enrollment).Handle(new Signal.Stopped(outcome));
            }
        }, timed: null, cancel);

    /// <summary>Begins a unit of work.</summary>
    internal UnitOfWork Begin() => new(_sendRateLimiter);

    /// <summary>One unit of work: decide in memory, save, hand over. Decides again when somebody else wrote meanwhile.</summary>
    /// <param name="customer">Whom.</param>
    /// <param name="decide">Decides; called again with fresh data after a conflict.</param>
    /// <param name="timed">The enrollment whose alarm has rung and is not cleared yet: should its hand-over be lost, it rings
    /// again.</param>
    /// <param name="cancel">Stops it between steps.</param>
    /// <param name="loaded">The record, when it has been read already and nothing was changed in it.</param>
    /// <returns>The session as saved, or null when its event had been taken before.</returns>
    internal ValueTask<CustomerSession?> RunAsync(
        CustomerId customer, Action<CustomerSession> decide, EnrollmentId? timed, CancellationToken cancel,
        CustomerRecord? loaded = null) =>
        RunAsync(customer, decide, timed, Begin(), cancel, loaded);

    /// <summary>The same, for one who goes on with a unit of work when an event of it turns out to be known.</summary>
    internal async ValueTask<CustomerSession?> RunAsync(
        CustomerId customer, Action<CustomerSession> decide, EnrollmentId? timed, UnitOfWork work, CancellationToken cancel,
        CustomerRecord? loaded = null)
    {
        using var activity = CampaignActivities.StartUnitOfWork();
        for (var attempt = 1; ; attempt++)
        {
            var record = loaded ?? await _customers.LoadAsync(customer, cancel);
            loaded = null;
            // Without the version a wake would come to nothing, and its alarm be spent.
            if (record.Enrollments.Values.Any(enrollment => _library.Find(enrollment.Journey, enrollment.Version) is null))
                await _library.CatchUpAsync(cancel);
            work.Tickets.Restart();
            var session = new CustomerSession(record, _library, work.InstantAt(Now), work.Tickets);
            decide(session);
            ContactScheduler.ApplyDisplacements(session);
            if (work.Tickets.IsIncomplete)
            {
                await work.Tickets.AcquireMissingAsync(Now, cancel);
                continue;
            }

            PrepareHandOvers(session, timed);
            if (!record.Exists && record.Changed)
                await _directory.AddAsync(customer, cancel);
            if (work.Missing(session.Timers, Now) is { Count: > 0 } missing)
            {
                await _alarms.SetAsync(missing, cancel);
                work.HaveSet(missing);
            }

            if (_outbox is not null)
                work.Notice = await _outbox.AnnounceAsync(record, work.Notice, Now, cancel);
            switch (await _customers.SaveAsync(record, cancel))
            {
                case SaveOutcome.Saved:
                    work.Saved = true;
                    await FollowAsync(session, work, cancel);
                    return session;
                case SaveOutcome.EventKnown:
                    return null;
                default:
                    if (attempt == MaxAttempts)
                        throw new StoreUnavailableException($"customer {customer} could not be saved: {attempt} conflicts in a row");
                    await _backoff.WaitAsync(attempt, cancel);
                    break;
            }
        }
    }

    /// <summary>Numbers what is to be queued, and asks for the alarms that stand for it.</summary>
    private static void PrepareHandOvers(CustomerSession session, EnrollmentId? timed)
    {
        // What was withdrawn again in the same unit of work has nothing to hand over.
        session.Dispatches.RemoveAll(d => session.Record.Ledger.Find(d.Message) is not { Status: ContactStatus.Reserved });
        session.StampDispatches();
        foreach (var enrollment in session.Dispatches.Select(d => session.Record.Ledger.Find(d.Message)!.Enrollment).Distinct())
        {
            if (enrollment != timed)
                session.Timers.Add(new WakeTimer(session.Instant + Recovery, session.Record.Id, enrollment));
        }
    }

    /// <summary>What a saved unit of work leads to.</summary>
    private async ValueTask FollowAsync(CustomerSession session, UnitOfWork work, CancellationToken cancel)
    {
        var record = session.Record;
        // An alarm that has rung between its setting and the save found nothing to do yet.
        if (session.Timers.Exists(timer => timer.At <= Now))
            await _alarms.SetAsync(session.Timers.FindAll(timer => timer.At <= Now), cancel);
        if (session.Dispatches.Count > 0)
            await EnqueueAsync(session, cancel);
        if (_outbox is not null)
            await _outbox.ConfirmAsync(work.Notice, Now, cancel);
        if (record.TimelineEvents.Count > 0)
            _facts.Receive(record.Id, record.TimelineEvents);
        if (record.Profile.ErasedAt is not null && record.Head.ErasurePending)
            await CompleteErasureAsync(record.Id, cancel);
    }

    /// <summary>
    /// Empties what is over of an erased customer's data. Until it is done, everything that happens to the customer begins it again, an
    /// alarm at the latest.
    /// </summary>
    private async ValueTask CompleteErasureAsync(CustomerId customer, CancellationToken cancel)
    {
        await _customers.RedactHistoryAsync(customer, cancel);
        await RunAsync(customer, session => session.Record.Set(session.Record.Head with { ErasurePending = false }), timed: null, cancel);
    }

    private async ValueTask EnqueueAsync(CustomerSession session, CancellationToken cancel)
    {
        if (session.Dispatches.Count == 1)
        {
            var only = session.Dispatches[0];
            using var activity = CampaignActivities.StartSend(only.Channel.Name);
            await _queues.SendAsync(only.Channel.Name, [MessageRequestCodec.Write(only.Traced())], Duration.Zero, cancel);
            return;
        }

        foreach (var channel in session.Dispatches.Distinct().GroupBy(dispatch => dispatch.Channel))
        {
            using var activity = CampaignActivities.StartSend(channel.Key.Name, channel.Count());
            await _queues.SendAsync(
                channel.Key.Name, [.. channel.Select(dispatch => MessageRequestCodec.Write(dispatch.Traced()))], Duration.Zero, cancel);
        }
    }

    private static void Wake(CustomerSession session, WakeTimer timer, bool afterPause)
    {
        if (timer.Enrollment is not { } id)
        {
            EntryEvaluator.OnDates(session, [.. session.Record.Policies.Keys], customer: true);
            return;
        }

        ConcurrencyController.Rebalance(session);
        if (session.Record.Enrollments.TryGetValue(id, out var enrollment))
        {
            var paused = session.Live(enrollment.Journey)?.Status == JourneyStatus.Paused;
            if (!enrollment.Held && !paused && session.Library.Find(enrollment.Journey, enrollment.Version) is { } journey)
                EnrollmentExecutor.Continue(session, journey, enrollment, afterPause);
            if (paused)
                return;
        }

        ContactScheduler.DispatchDue(session, entry => entry.Enrollment == id);
    }

    private static CustomerId CustomerOf(IReadOnlyList<CustomerEvent> events)
    {
        var customer = events[0].Customer;
        return events.All(@event => @event.Customer == customer)
            ? customer
            : throw new ArgumentException("all events must concern one customer", nameof(events));
    }
}
