using Campaigns.Decisions.Engine;
using Campaigns.Decisions.Migration;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Entries;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using Campaigns.Runtime.Tracing;
using Campaigns.Runtime.UnitsOfWork;
using Campaigns.Runtime.Work;
using NodaTime;

namespace Campaigns.Runtime;

/// <summary>
/// What hosts ask for about customers: events, due timers, requests, sweeps. Each is one unit of work on one customer, or a few.
/// </summary>
/// <remarks>
/// A crash at any point loses nothing: timers are set and messages queued before the save that needs them, and both are harmless
/// without it.
/// </remarks>
public sealed class CampaignRunner
{
    private readonly EventBatcher _intake;

    /// <summary>Puts it together.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="directory">Where all of them are listed.</param>
    /// <param name="timers">Wakes enrollments.</param>
    /// <param name="queues">The channels' queues.</param>
    /// <param name="library">What has been deployed.</param>
    /// <param name="sink">Receives the timeline events of saved units of work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outbox">Announces what is saved to the publisher; null: nothing is published.</param>
    /// <param name="intake">How events that arrive at the same moment are handled; null: as usual.</param>
    /// <param name="copies">Where else customers' data lies, to be cleared by an erasure; null: nowhere.</param>
    /// <param name="templates">The templates, asked before a slot is taken what their texts require; null: they require nothing.</param>
    public CampaignRunner(
        CustomerStore customers, CustomerDirectory directory, ITimers timers, IDelayedQueue queues, ICampaignLibrary library,
        ITimelineSink sink, TimeProvider time, TimelineOutbox? outbox = null, IntakeOptions? intake = null,
        IReadOnlyList<ICustomerDataCopy>? copies = null, ITemplateCatalog? templates = null)
    {
        intake ??= new IntakeOptions();
        var backoff = new ConflictBackoff(time, intake.FirstPause, intake.LongestPause, intake.Random);
        Units = new UnitOfWorkExecutor(customers, directory, timers, queues, library, sink, outbox, copies ?? [], backoff, time)
        {
            Replies = intake.Replies,
            Templates = templates,
        };
        _intake = new EventBatcher(new EventBatchHandler(Units), intake);
    }

    /// <summary>Executes the units of work.</summary>
    internal UnitOfWorkExecutor Units { get; }

    /// <summary>The instant of the clock.</summary>
    public Instant Now => Units.Now;

    /// <summary>The customers.</summary>
    public CustomerStore Customers => Units.Customers;

    /// <summary>What has been deployed.</summary>
    public ICampaignLibrary Library => Units.Library;

    /// <summary>How many customers have events being handled in this process.</summary>
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
    /// Takes events of one customer that are one statement, such as a request or a row of an import: all of it is written before journeys
    /// hear of any part, so that nobody enters without the consent that stands in the same row. Very many are taken in several units.
    /// </summary>
    /// <returns>What became of them.</returns>
    public async ValueTask<EventTaking> TakeAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancel)
    {
        var customer = CustomerOf(events);
        var all = default(EventTaking);
        foreach (var together in events.Chunk(IntakeOptions.MaxInUnit))
        {
            var unit = new EventUnit(together) { IsStatement = true };
            await _intake.TakeAsync(customer, [unit], cancel);
            all = unit.Taking with { Fresh = all.Fresh || unit.Taking.Fresh };
            if (unit.Differs)
                break;
        }

        return all;
    }

    /// <summary>
    /// Takes several events of one customer in one unit of work, one after the other: a page of a history. Very many are taken in several.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many had not been taken before.</returns>
    public async ValueTask<int> HandleAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancel)
    {
        var customer = CustomerOf(events);
        var fresh = 0;
        foreach (var together in events.Chunk(IntakeOptions.MaxInUnit))
        {
            var unit = new EventUnit(together);
            await _intake.TakeAsync(customer, [unit], cancel);
            fresh += unit.Fresh.Count(isFresh => isFresh);
        }

        return fresh;
    }

    /// <summary>
    /// Takes several events of one customer in their order, each by itself; one that cannot be taken keeps none of the others from it,
    /// neither those before it nor those after. They share units of work all the same.
    /// </summary>
    /// <returns>What became of each. The store may have been unavailable for some: then they may be taken later.</returns>
    /// <exception cref="StoreUnavailableException">Too many events of the customer wait already.</exception>
    public async ValueTask<IReadOnlyList<EventTaking>> TakeEachAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancel)
    {
        var customer = CustomerOf(events);
        var taken = new List<EventTaking>(events.Count);
        foreach (var together in events.Chunk(IntakeOptions.MaxInUnit))
        {
            EventUnit[] units = [.. together.Select(@event => new EventUnit([@event]))];
            await _intake.TryTakeAsync(customer, units, cancel);
            taken.AddRange(units.Select(unit => unit.Taking));
        }

        return taken;
    }

    /// <summary>Fires a timer: carries one enrollment on, or looks at the customer's dates.</summary>
    public async ValueTask WakeAsync(WakeTimer timer, CancellationToken cancel)
    {
        using var activity = timer.Enrollment is { } enrollment ? CampaignActivities.StartAdvance(enrollment) : null;
        await Units.RunAsync(timer.Customer, session => Wake(session, timer, afterPause: false), cancel);
    }

    /// <summary>
    /// Fires timers of one customer in one unit of work, each as if by itself: what one leads to is done before the next. So a customer
    /// with three hundred policies is read and written a few times, and not three hundred times.
    /// </summary>
    /// <param name="timers">At least one; all of them of one customer.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask WakeAsync(IReadOnlyList<WakeTimer> timers, CancellationToken cancel) =>
        await Units.RunAsync(timers[0].Customer, session =>
        {
            foreach (var timer in timers)
                SessionDecision.Make(session, session => Wake(session, timer, afterPause: false));
        }, cancel);

    /// <summary>Carries one enrollment on for a timer service that keeps one timer for each enrollment, and asks for the next.</summary>
    /// <returns>When the enrollment, or a message of it, is to be woken next if nothing happens before; null: not by time.</returns>
    /// <remarks>Asked again after a crash it answers from the record, so a timer is never lost with the answer.</remarks>
    public async ValueTask<Instant?> AdvanceAsync(CustomerId customer, EnrollmentId enrollment, CancellationToken cancel)
    {
        using var activity = CampaignActivities.StartAdvance(enrollment);
        var session = await Units.RunAsync(customer, session =>
        {
            Wake(session, new WakeTimer(session.Instant, customer, enrollment), afterPause: false);
            session.Timers.RemoveAll(timer => timer.Enrollment == enrollment); // the answer stands for them
        }, cancel);
        return session is null ? null : NextWake.Of(session, enrollment);
    }

    /// <summary>Enrolls a customer on request.</summary>
    /// <param name="journey">A published journey, of which a version that customers may enter takes requests.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="policy">The policy it is about; null: none.</param>
    /// <param name="data">What the request carries.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<EntryOutcome> EnrollAsync(
        LiveJourney journey, CustomerId customer, PolicyId? policy, AttributeBag data, CancellationToken cancel)
    {
        var outcome = EntryOutcome.NotFound;
        await Units.RunAsync(customer, session =>
        {
            var version = (session.Live(journey.Definition.Id) ?? journey).For(customer);
            outcome = !session.Record.Exists || (policy is { } id && !session.Record.Policies.ContainsKey(id))
                ? EntryOutcome.NotFound
                : version?.Entries.OfType<Entry.OnRequest>().FirstOrDefault() is not { } entry ? EntryOutcome.Ramp
                : EntryEvaluator.TryEnter(session, version, entry, policy, data);
        }, cancel);
        return outcome;
    }

    /// <summary>
    /// Lets a customer enter a journey by its audience: once for each occurrence of the schedule, however often it is swept.
    /// </summary>
    /// <returns>How many enrollments began.</returns>
    private async ValueTask<int> EnrollAudienceAsync(
        JourneyId journey, string schedule, Instant occurrence, CustomerId customer, CancellationToken cancel)
    {
        var entered = 0;
        var swept = await Units.RunAsync(customer, session =>
        {
            entered = 0;
            if (session.Live(journey) is not { Status: JourneyStatus.Published } live || live.For(customer) is not { } version
                || JourneySchedule.Of(version).FirstOrDefault(own => own.Id == schedule) is not { } due)
                return;
            entered = EntryEvaluator.OnAudience(session, version, due.Entry, due.Entry.Audience);
            // Who may enter again as soon as it is over would, when a crash has the page done twice.
            if (entered > 0 && due.Entry.Reentry.Allowed)
                session.Record.EventHashes.Add(StableHash.Id($"sweep\n{journey}\n{schedule}\n{occurrence}"));
        }, cancel);
        return swept is null ? 0 : entered;
    }

    /// <summary>Looks at a customer's dates for a journey that has just been published.</summary>
    public async ValueTask EnrollByDatesAsync(JourneyId journey, CustomerId customer, CancellationToken cancel) =>
        await Units.RunAsync(customer, session =>
            EntryEvaluator.OnDates(session, [.. session.Record.Policies.Keys], customer: true, only: journey), cancel);

    /// <summary>
    /// Carries one enrollment on after its timer was spent without that: whatever it is to be woken by next is set again.
    /// </summary>
    public async ValueTask RecoverAsync(CustomerId customer, EnrollmentId enrollment, CancellationToken cancel)
    {
        if (await AdvanceAsync(customer, enrollment, cancel) is { } next)
            await Units.SetTimersAsync([new WakeTimer(next, customer, enrollment)], cancel);
    }

    /// <summary>Lets one journey hear an event that was taken without it; once, however often it is asked for.</summary>
    public async ValueTask ReactAsync(CustomerWork.Reaction reaction, CancellationToken cancel) =>
        await Units.RunAsync(reaction.Customer, session =>
        {
            session.Record.EventHashes.Add(StableHash.Id($"reaction\n{reaction.Id}"));
            CustomerEventHandler.React(session, reaction.Heard, reaction.About);
        }, cancel);

    /// <summary>Does what a sweep is to do for one customer.</summary>
    /// <returns>How many enrollments began, or were moved.</returns>
    public async ValueTask<int> SweepAsync(Sweep sweep, CustomerId customer, CancellationToken cancel)
    {
        switch (sweep.Kind)
        {
            case SweepKind.Dates:
                await EnrollByDatesAsync(sweep.Journey, customer, cancel);
                return 0;
            case SweepKind.Resume:
                await ResumeAsync(sweep.Journey, customer, cancel);
                return 0;
            case SweepKind.Concurrency:
                await RebalanceConcurrencyAsync(customer, cancel);
                return 0;
            case SweepKind.Migrate:
                return await MigrateAsync(sweep.Journey, sweep.Migration!, customer, cancel);
            case SweepKind.Stop:
                await StopAsync(sweep.Journey, sweep.Outcome ?? "retired", customer, cancel);
                return 0;
            default:
                var live = Library.Index.Find(sweep.Journey);
                if (live is not { Status: JourneyStatus.Published })
                    return 0;
                var entered = 0;
                foreach (var schedule in live.Schedules.Where(schedule => sweep.Schedule is null || sweep.Schedule == schedule.Id))
                    entered += await EnrollAudienceAsync(sweep.Journey, schedule.Id, sweep.At, customer, cancel);
                return entered;
        }
    }

    /// <summary>
    /// Writes on a customer's timeline that work of theirs failed; once, however often that is told with the same key. Nothing is written
    /// of a customer nobody knows.
    /// </summary>
    /// <param name="customer">Whose timeline.</param>
    /// <param name="timelineEvent">What happened.</param>
    /// <param name="key">What makes it the same.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask RecordFaultAsync(CustomerId customer, TimelineEvent timelineEvent, string key, CancellationToken cancel) =>
        await Units.RunAsync(customer, session =>
        {
            if (!session.Record.Exists)
                return;
            session.Record.EventHashes.Add(StableHash.Id($"fault\n{key}"));
            session.Record.Add(timelineEvent);
        }, cancel);

    /// <summary>After a journey is resumed or retired: carries on, or ends, the customer's enrollments in it.</summary>
    public async ValueTask ResumeAsync(JourneyId journey, CustomerId customer, CancellationToken cancel) =>
        await Units.RunAsync(customer, session =>
        {
            foreach (var enrollment in session.Record.Enrollments.Values.Where(e => e.Journey == journey).ToList())
                Wake(session, new WakeTimer(session.Instant, customer, enrollment.Id), afterPause: true);
            // Enrollments that are over may have left messages that came to their turn during the pause.
            if (session.Live(journey)?.Status != JourneyStatus.Paused)
                ContactScheduler.DispatchDue(session, session.Record.Ledger.Entries.Where(entry => entry.Enrollment.IsOf(journey)));
        }, cancel);

    /// <summary>
    /// Moves the customer's enrollments in a journey from one version to another; who cannot be moved stays. Those that were moved before
    /// are on the other version, so doing it again changes nothing.
    /// </summary>
    /// <returns>How many were moved.</returns>
    public async ValueTask<int> MigrateAsync(JourneyId journey, Migration migration, CustomerId customer, CancellationToken cancel)
    {
        var moved = 0;
        if (Library.Find(journey, migration.From) is not { } from || Library.Find(journey, migration.To) is not { } to)
            throw new InvalidDataException($"journey {journey} has no version {migration.From} or {migration.To} that can be read");
        var plan = MigrationPlan.Of(from, to, migration.Rules);
        await Units.RunAsync(customer, session =>
        {
            moved = 0;
            foreach (var enrollment in session.Running(e => e.Journey == journey && e.Version == from.Version))
                moved += EnrollmentMigrator.Migrate(session, plan, enrollment) == MigrationRefusal.None ? 1 : 0;
            if (moved > 0)
                ConcurrencyController.Rebalance(session);
        }, cancel);
        return moved;
    }

    /// <summary>After the contact policy's concurrency changed: holds or lets go on whom it concerns.</summary>
    public async ValueTask RebalanceConcurrencyAsync(CustomerId customer, CancellationToken cancel) =>
        await Units.RunAsync(customer, ConcurrencyController.Rebalance, cancel);

    /// <summary>Ends the customer's enrollments in a journey.</summary>
    public async ValueTask StopAsync(JourneyId journey, string outcome, CustomerId customer, CancellationToken cancel) =>
        await Units.RunAsync(customer, session =>
        {
            foreach (var enrollment in session.Running(e => e.Journey == journey))
            {
                if (Library.Find(journey, enrollment.Version) is { } definition)
                    EnrollmentCoordinator.Signal(session, definition, enrollment, new Signal.Stopped(outcome));
            }
        }, cancel);

    /// <summary>What a timer does within a unit of work.</summary>
    internal static void Wake(CustomerSession session, WakeTimer timer, bool afterPause)
    {
        if (timer.Enrollment is not { } id)
        {
            EntryEvaluator.OnDates(session, [.. session.Record.Policies.Keys], customer: true, later: journey =>
                new CustomerWork.Swept(session.Record.Id, new Sweep(journey, SweepKind.Dates, session.Instant)), woken: true);
            return;
        }

        ConcurrencyController.Rebalance(session);
        if (session.Record.Enrollments.TryGetValue(id, out var enrollment))
        {
            var paused = session.Live(enrollment.Journey)?.Status == JourneyStatus.Paused;
            if (!enrollment.Held && !paused && session.Library.Find(enrollment.Journey, enrollment.Version) is { } journey)
                EnrollmentCoordinator.Continue(session, journey, enrollment, afterPause);
            if (paused)
                return;
        }

        ContactScheduler.DispatchDue(session, session.Record.Ledger.Entries.OfEnrollment(id));
    }

    private static CustomerId CustomerOf(IReadOnlyList<CustomerEvent> events)
    {
        var customer = events[0].Customer;
        return events.All(@event => @event.Customer == customer)
            ? customer
            : throw new ArgumentException("all events must concern one customer", nameof(events));
    }
}
