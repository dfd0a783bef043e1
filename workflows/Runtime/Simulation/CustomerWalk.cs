using System.Collections.Frozen;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Entries;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.UnitsOfWork;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>
/// Walks customers from their beginning to the end of a simulation: what the host does over a store, done by the same handlers to records
/// that stay in memory. One due-time heap says what comes next; there is no load, no save, no queue, and no timer against crashes.
/// </summary>
/// <remarks>
/// Who has nothing to do with others is walked alone, so memory holds one customer at a time whatever their number. Who has, such as those
/// who share the send rate of a journey, is walked together with them, in the order of time. An instance belongs to one thread and is used
/// for one walk after the other.
/// </remarks>
public sealed class CustomerWalk
{
    private static readonly IReadOnlyDictionary<JourneyId, Exception> NoFaults = FrozenDictionary<JourneyId, Exception>.Empty;
    private static readonly SendRateLeases Unpaced = new(new VirtualSendInstants());

    private readonly SimulationRules _rules;
    private readonly ISimulatedWorld _world;
    private readonly PriorityQueue<PlannedEvents, (Instant At, long Order)> _events = new();
    private readonly PriorityQueue<(SimulatedCustomer Customer, WakeTimer Timer), (Instant At, ulong Order)> _timers = new();
    private readonly List<(SimulatedCustomer Customer, WakeTimer Timer)> _due = [];
    private readonly WalkDeliveries _deliveries;
    private readonly bool _isJoint;
    private ISendInstants? _instants;
    private IReadOnlyList<SimulatedCustomer> _customers = [];
    private long _order;
    private int _sweep;

    /// <summary>Prepares it.</summary>
    /// <param name="rules">What holds for all customers.</param>
    /// <param name="world">What lies outside of them.</param>
    public CustomerWalk(SimulationRules rules, ISimulatedWorld world)
    {
        (_rules, _world, _isJoint) = (rules, world, rules.IsJoint);
        _deliveries = new WalkDeliveries(this, rules, world);
    }

    /// <summary>The instant of the virtual clock.</summary>
    public Instant Now { get; private set; }

    /// <summary>Walks customers to the end.</summary>
    /// <param name="customers">One, or those who must be walked together.</param>
    /// <param name="cancel">Stops it between two instants.</param>
    public void Run(IReadOnlyList<SimulatedCustomer> customers, CancellationToken cancel)
    {
        Begin(customers);
        while (NextDue() is { } next && next <= _rules.Until)
        {
            cancel.ThrowIfCancellationRequested();
            Now = Instant.Max(Now, next);
            // The order in which the host does what is due at one instant.
            do
            {
                TakeEvents();
                FireTimers();
                Sweep();
                _deliveries.Run();
            }
            while (NextDue() <= Now);
        }
    }

    /// <summary>Plans what a customer does; decided when its time has come, since much may have happened until then.</summary>
    /// <param name="customer">Whose it is.</param>
    /// <param name="at">When.</param>
    /// <param name="happen">The events it comes to, in order; none: nothing after all.</param>
    public void Plan(SimulatedCustomer customer, Instant at, Func<CustomerRecord, IReadOnlyList<CustomerEvent>> happen)
    {
        if (at <= _rules.Until)
            _events.Enqueue(new(customer, happen, History: null), (at, _order++));
    }

    /// <summary>Decides one unit of work; what comes of it is told, timed and queued at once.</summary>
    internal void Decide(SimulatedCustomer customer, Action<CustomerSession> decide)
    {
        if (customer.Failure is not null)
            return;
        try
        {
            var session = new CustomerSession(
                customer.Record, _rules.Library, Now, _isJoint ? new SendRateLeases(_instants!) : Unpaced, _rules.Ids, NoFaults)
            {
                Replies = _rules.Replies,
                Templates = _rules.Templates,
            };
            SessionDecision.Make(session, decide);
            SessionDecision.StampDispatches(session);
            Complete(customer, session);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // Half of the unit of work may be in the record, so nothing can be decided over it any more.
            customer.Failure = e is JourneyFaultException fault ? fault.Fault : e;
        }
    }

    private void Begin(IReadOnlyList<SimulatedCustomer> customers)
    {
        _events.Clear();
        _timers.Clear();
        _deliveries.Clear();
        (_customers, _order, _sweep, Now) = (customers, 0, 0, Instant.MinValue);
        _instants = _isJoint ? new VirtualSendInstants() : null;
        foreach (var customer in customers)
        {
            if (customer.History is { } history)
                PlanNext(customer, history);
            if (customer.BeginsAt is { } at)
            {
                Now = Instant.Max(Now, at);
                Decide(customer, Resume);
            }

            _world.Begin(this, customer);
        }
    }

    /// <summary>
    /// Takes a customer of a store up where they stand: their timers are what their record says, and journeys that are new look at their
    /// dates, as they would when they are published.
    /// </summary>
    private static void Resume(CustomerSession session)
    {
        EntryEvaluator.OnDates(session, [.. session.Record.Policies.Keys], customer: true);
        foreach (var enrollment in session.Record.Enrollments.Keys.Concat(session.Record.Ledger.Entries.Select(entry => entry.Enrollment)).Distinct())
        {
            if (NextWake.AsRecorded(session, enrollment) is { } wake)
                session.Timers.Add(new WakeTimer(wake, session.Record.Id, enrollment));
        }

        ContactScheduler.DispatchDue(session, session.Record.Ledger.Entries.Where(
            entry => session.Live(entry.Enrollment.Journey)?.Status != JourneyStatus.Paused));
    }

    private Instant? NextDue()
    {
        Instant? next = _events.TryPeek(out _, out var planned) ? planned.At : null;
        if (_timers.TryPeek(out _, out var timer) && !(next <= timer.At))
            next = timer.At;
        if (!_isJoint)
            SkipSweeps(next);
        if (_sweep < _rules.Sweeps.Count && !(next <= _rules.Sweeps[_sweep].At))
            next = _rules.Sweeps[_sweep].At;
        return next;
    }

    /// <summary>
    /// Passes over the occurrences of schedules to which the one customer of the walk has nothing to say: before anything else happens, and
    /// before they may come into an audience.
    /// </summary>
    private void SkipSweeps(Instant? before)
    {
        var until = before ?? Instant.MaxValue;
        if (_customers[0] is { Record.Exists: true, Failure: null, UnmatchedUntil: var unmatched })
        {
            if (unmatched.Length == 0)
                return;
            foreach (var at in unmatched)
                until = Instant.Min(until, at);
        }

        while (_sweep < _rules.Sweeps.Count && _rules.Sweeps[_sweep].At < until)
            _sweep++;
    }

    private void TakeEvents()
    {
        while (_events.TryPeek(out _, out var next) && next.At <= Now)
        {
            var (customer, happen, history) = _events.Dequeue();
            if (customer.Failure is not null)
                continue;
            var events = history is null ? happen!(customer.Record) : history.Current.Events;
            if (history is not null)
                PlanNext(customer, history);
            if (events.Count > 0)
                Decide(customer, session =>
                {
                    foreach (var @event in events)
                        CustomerEventHandler.Apply(session, @event);
                });
        }
    }

    private void PlanNext(SimulatedCustomer customer, IEnumerator<TimedEvents> history)
    {
        if (history.MoveNext() && history.Current.At <= _rules.Until)
            _events.Enqueue(new(customer, Happen: null, history), (history.Current.At, _order++));
    }

    /// <summary>Fires what is due by now; what is set meanwhile comes after the deliveries, though it be due as well.</summary>
    private void FireTimers()
    {
        _due.Clear();
        while (_timers.TryPeek(out var next, out var key) && key.At <= Now)
        {
            _timers.Dequeue();
            if (_due.Count == 0 || _due[^1].Timer != next.Timer)
                _due.Add(next);
        }

        foreach (var (customer, timer) in _due)
            Decide(customer, session => CampaignRunner.Wake(session, timer, afterPause: false));
    }

    private void Sweep()
    {
        for (; _sweep < _rules.Sweeps.Count && _rules.Sweeps[_sweep].At <= Now; _sweep++)
        {
            var (_, journey, schedule) = _rules.Sweeps[_sweep];
            var number = _rules.ScheduleOf[_sweep];
            foreach (var customer in _customers)
            {
                if (!customer.Record.Exists || customer.Failure is not null
                    || (customer.UnmatchedUntil.Length > 0 && Now < customer.UnmatchedUntil[number]))
                    continue;
                var (record, unmatchedUntil) = (customer.Record, Now);
                Decide(customer, session => EntryEvaluator.OnAudience(
                    session, journey, schedule.Entry, schedule.Entry.Audience, out unmatchedUntil));
                if (unmatchedUntil > Now && ReferenceEquals(record, customer.Record))
                    NoteUnmatched(customer, number, unmatchedUntil);
            }
        }
    }

    private void NoteUnmatched(SimulatedCustomer customer, int schedule, Instant until)
    {
        if (customer.UnmatchedUntil.Length == 0)
        {
            customer.UnmatchedUntil = new Instant[_rules.Schedules];
            Array.Fill(customer.UnmatchedUntil, Instant.MinValue);
        }

        customer.UnmatchedUntil[schedule] = until;
    }

    private void Complete(SimulatedCustomer customer, CustomerSession session)
    {
        var record = session.Record;
        foreach (var timer in session.Timers)
            Set(customer, timer);
        foreach (var request in session.Dispatches)
            _deliveries.Add(customer, request);
        _deliveries.Note(session);
        foreach (var enrollment in record.Finished)
        {
            _rules.Ended?.Invoke(enrollment);
            if (record.Ledger.Entries.OfEnrollment(enrollment.Id).Any(entry => entry.Status == ContactStatus.Reserved))
                customer.Finished[enrollment.Id] = enrollment;
        }

        if (!record.Changed)
            return;
        customer.UnmatchedUntil = [];
        customer.Record = record.NextInMemory();
        if (record.TimelineEvents.Count > 0)
            _world.Receive(this, customer, record.TimelineEvents);
    }

    private void Set(SimulatedCustomer customer, WakeTimer timer)
    {
        if (timer.At <= _rules.Until)
            _timers.Enqueue((customer, timer), (timer.At, StableHash.Of($"{timer.Customer}\n{timer.Enrollment?.Value}")));
    }

    private readonly record struct PlannedEvents(
        SimulatedCustomer Customer, Func<CustomerRecord, IReadOnlyList<CustomerEvent>>? Happen, IEnumerator<TimedEvents>? History);
}
