using System.Collections.Immutable;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Entries;
using Campaigns.Runtime.Erasure;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using Campaigns.Runtime.Work;

namespace Campaigns.Runtime.Intake;

/// <summary>What an event does to a customer: data first, then exits and waits, then new entries.</summary>
internal static class CustomerEventHandler
{
    /// <returns>False when this unit of work has taken it before.</returns>
    public static bool Apply(CustomerSession session, CustomerEvent @event)
    {
        var fresh = new bool[1];
        Apply(session, [@event], fresh, known: System.Collections.Frozen.FrozenDictionary<string, string>.Empty);
        return fresh[0];
    }

    /// <summary>Several events that are one statement: all data first, then what journeys make of each.</summary>
    /// <param name="session">The customer.</param>
    /// <param name="events">The events.</param>
    /// <param name="fresh">Which of them had not been taken before: to be filled.</param>
    /// <param name="known">Hashes of events that were taken, with their fingerprints, by an earlier unit of work.</param>
    public static void Apply(CustomerSession session, IReadOnlyList<CustomerEvent> events, bool[] fresh, IReadOnlyDictionary<string, string> known)
    {
        var told = new List<(CustomerEvent Event, DataChange Change)>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            fresh[i] = !known.ContainsKey(events[i].Hash) && TryNote(session, events[i]);
            if (!fresh[i])
                continue;
            var @event = ReplyReader.Read(session, WithinReach(session, events[i]));
            told.Add((@event, DataChange.Apply(session, @event)));
            MessageReportHandler.Apply(session, @event);
        }

        if (session.Record.Profile.ErasedAt is not null)
        {
            if (told.Exists(item => item.Event.Type == EventTypes.CustomerErased))
                CustomerErasure.Apply(session);
            return;
        }

        if (told.Count > 0)
            ConcurrencyController.Rebalance(session);
        foreach (var (@event, change) in told)
            React(session, @event, change, only: null);
    }

    private static bool TryNote(CustomerSession session, CustomerEvent @event)
    {
        if (@event.Id.Length == 0)
            return true;
        if (session.Record.EventHashes.Contains(@event.Hash))
            return false;
        session.Record.EventHashes.Add(@event.Hash);
        session.Record.EventFingerprints[@event.Hash] = @event.Mark;
        return true;
    }

    /// <summary>
    /// The event with its own time; or with that of its receipt, when it is dated ahead of it: an answer from the future would outrank all
    /// later ones.
    /// </summary>
    private static CustomerEvent WithinReach(CustomerSession session, CustomerEvent @event)
    {
        if (!EventClock.IsAhead(@event.Time, session.Instant))
            return @event;
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Warning)
        {
            Reason = $"{@event.Type} is dated {@event.Time}, ahead of its receipt; it counts from its receipt.",
        });
        return @event with { Time = session.Instant };
    }

    /// <summary>What one journey makes of an event that has been taken without it.</summary>
    public static void React(CustomerSession session, CustomerEvent @event, JourneyId journey)
    {
        if (session.Record.Profile.ErasedAt is not null)
            return;
        ConcurrencyController.Rebalance(session);
        // What the event changed is not known any more: whatever it may have.
        React(session, @event, new DataChange(@event.Type == EventTypes.CustomerUpdated, @event.Policy), journey);
    }

    private static void React(CustomerSession session, CustomerEvent @event, DataChange change, JourneyId? only)
    {
        Func<JourneyId, CustomerWork>? later =
            only is null ? journey => new CustomerWork.Reaction(session.Record.Id, journey, @event) : null;
        var hearing = HearingOf(session, @event.Type);
        foreach (var enrollment in session.Running(enrollment => (only is null || enrollment.Journey == only)
            && (hearing.Contains((enrollment.Journey, enrollment.Version)) || change.Concerns(enrollment) || Awaits(enrollment, @event))))
            session.Guard(enrollment.Journey, later, () => Signal(session, enrollment, @event, change));
        if (only is null)
            GoalAttributor.Attribute(session, @event.Type, @event.Data);
        GoalAttributor.Credit(session);
        EntryEvaluator.OnEvent(session, @event, only, later);
        if (change.Any)
            EntryEvaluator.OnDates(session, change.Policy is { } policy ? [policy] : [], change.Customer, change.Touched, only, later);
    }

    /// <summary>
    /// The versions of journeys, of those that the customer is in, which an event of this type may end or carry on: so that one of three
    /// hundred enrollments hears of its event without all others being asked.
    /// </summary>
    private static HashSet<(JourneyId, int)> HearingOf(CustomerSession session, string type) =>
    [
        .. session.Record.Running.Versions.Where(running => session.Library.Find(running.Journey, running.Version) is { } journey
            && (journey.Map.Awaited.ContainsKey(type) || journey.Exits.Any(exit => exit is ExitRule.OnEvent on && on.Type == type))),
    ];

    /// <summary>Whether an enrollment waits for what becomes of the very message that is reported about.</summary>
    private static bool Awaits(EnrollmentRecord enrollment, CustomerEvent @event) =>
        @event.Message is { } message && enrollment.State.Phase == StepPhase.AwaitingReport && enrollment.State.Contact?.Message == message;

    private static void Signal(CustomerSession session, EnrollmentRecord enrollment, CustomerEvent @event, DataChange change)
    {
        if (session.Library.Find(enrollment.Journey, enrollment.Version) is not { } journey)
            return;
        var exit = ExitOf(session, journey, enrollment, @event);
        var matches = exit is null ? Matches(session, journey, enrollment, @event) : [];
        var reported = @event.Message is not null && @event.Type.StartsWith("message.", StringComparison.Ordinal);
        // A held enrollment, and one whose journey is paused, hears exits and remembers events, but does not move.
        var displacements = !enrollment.Held && session.Live(enrollment.Journey)?.Status != JourneyStatus.Paused;
        var recorded = session.Record.TimelineEvents.Count;
        var data = KeptData(session, enrollment, @event, matches.Length > 0);
        var signal = new Signal.EventReceived(@event.Type, @event.Time, data, matches, exit)
        {
            Message = @event.Message,
            Unsent = matches.Length > 0 ? ContactScheduler.Unsent(session, enrollment) : [],
        };
        if (exit is not null || (displacements && (matches.Length > 0 || reported)))
            EnrollmentCoordinator.Signal(session, journey, enrollment, signal, @event.Data);
        else if (matches.Length > 0)
        {
            var state = LateEvents.Remember(journey, enrollment.State, signal);
            if (state != enrollment.State)
                session.Record.Set(enrollment with { State = state });
        }

        if (exit is not null || matches.Length > 0)
            RecordEvent(session, enrollment, @event, matches, recorded);
        if (displacements && change.Concerns(enrollment) && session.Record.Enrollments.TryGetValue(enrollment.Id, out var current))
            EnrollmentCoordinator.Signal(session, journey, current, new Signal.Refreshed());
    }

    /// <summary>
    /// The event's data, for the enrollment's later steps; nothing, and a warning, when the enrollment keeps as much as it can already.
    /// </summary>
    private static AttributeBag KeptData(CustomerSession session, EnrollmentRecord enrollment, CustomerEvent @event, bool isKept)
    {
        if (!isKept || @event.Data.Count == 0)
            return @event.Data;
        var kept = (enrollment.Event?.Bytes ?? 0) + enrollment.State.Buffered.Sum(buffered => buffered.Data.Bytes)
            + enrollment.State.Results.Sum(result => result.Data?.Bytes ?? 0);
        if (kept + @event.Data.Bytes <= Limits.EnrollmentBytes)
            return @event.Data;
        session.Record.Add(session.About(enrollment, TimelineEventKind.Warning) with
        {
            Reason = $"The enrollment keeps at most {Limits.EnrollmentBytes:N0} bytes of events; the data of this {@event.Type} are not kept.",
        });
        return AttributeBag.Empty;
    }

    /// <summary>
    /// Says what ended an enrollment or a wait, or is remembered for a wait to come: before the rest that follows from
    /// it. What changed nothing is not told, nor a report, which has a timeline event of its own.
    /// </summary>
    private static void RecordEvent(
        CustomerSession session, EnrollmentRecord before, CustomerEvent @event, ImmutableArray<(StepId Wait, int Pattern)> matches,
        int place)
    {
        var isActive = session.Record.Enrollments.TryGetValue(before.Id, out var after);
        if ((isActive && after!.State == before.State) || @event.Type.StartsWith("message.", StringComparison.Ordinal))
            return;
        session.Record.Insert(place,
            session.About(before, TimelineEventKind.Event)
            with
            { Step = matches.IsDefaultOrEmpty ? null : matches[0].Wait, Reason = @event.Type });
    }

    private static string? ExitOf(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, CustomerEvent @event)
    {
        foreach (var exit in journey.Exits)
        {
            if (exit is ExitRule.OnEvent on && on.Type == @event.Type && Holds(on.Where, session, journey, enrollment, @event))
                return on.Outcome;
        }

        return null;
    }

    private static ImmutableArray<(StepId Wait, int Pattern)> Matches(
        CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, CustomerEvent @event)
    {
        if (!journey.Map.Awaited.TryGetValue(@event.Type, out var awaited))
            return [];
        var matches = ImmutableArray.CreateBuilder<(StepId, int)>();
        foreach (var (wait, index) in awaited)
        {
            var pattern = wait.Events[index];
            // A report belongs to the send it names; a bare event to everybody it concerns.
            if (pattern.Step is { } step
                && (@event.Message is not { } message
                    || (session.Ids.AttemptOf(message, enrollment.Id, step) is null
                        && !enrollment.State.Joined.Contains(new JoinedSend(step, message)))))
                continue;
            if (Holds(pattern.Where, session, journey, enrollment, @event))
                matches.Add((wait.Id, index));
        }

        return matches.DrainToImmutable();
    }

    private static bool Holds(
        Expression? where, CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, CustomerEvent @event) =>
        where is null
        || session.Holds(where, session.Scope(enrollment.Policy, @event.Data, journey, enrollment),
            session.About(enrollment, TimelineEventKind.Warning));
}
