using Campaigns.Decisions.Concurrency;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Concurrency;

/// <summary>
/// Who of a customer's enrollments runs and who is held: one of each exclusive group, and at most as many at once as the
/// contact policy allows.
/// </summary>
internal static class ConcurrencyController
{
    /// <summary>Whether there is a place for a newcomer.</summary>
    public static Admission Admit(CustomerSession session, JourneyDefinition journey, EnrollmentRecord candidate) =>
        Admission.Of(AsActive(journey, candidate), Active(session), session.Policy);

    /// <summary>Makes room for an enrollment that has just been let in, then lets go on whoever has a place now.</summary>
    public static void MakeRoom(CustomerSession session, Admission.Granted admission)
    {
        if (admission.MakeRoom.IsEmpty)
            return;
        Displace(session, admission.MakeRoom);
        Rebalance(session);
    }

    /// <summary>The timeline event that an enrollment is held, and by whom.</summary>
    public static TimelineEvent HeldEvent(CustomerSession session, EnrollmentRecord enrollment, Outranked outranked) =>
        session.About(enrollment, TimelineEventKind.Held) with { Reason = ContactReason.Outranked, Detail = Explain(outranked) };

    /// <summary>
    /// Gives free slots to the best of those held, and takes slots from those for whom a change of the policy left none. Does nothing
    /// when all is as it should be.
    /// </summary>
    public static void Rebalance(CustomerSession session)
    {
        session.FollowUps.NoteConcurrencyChanged();
        Settle(session);
    }

    /// <summary>The same, but only if an enrollment has left its slot; until none does any more.</summary>
    public static void Settle(CustomerSession session)
    {
        while (session.FollowUps.TryTakeConcurrencyChange())
        {
            if (session.Policy.Concurrency is null && session.Record.Running.Held == 0)
                continue;
            var surplus = Admission.Surplus(Active(session), session.Policy);
            if (!surplus.IsEmpty)
                session.FollowUps.NoteConcurrencyChanged();
            Displace(session, surplus);
            ResumeBest(session);
        }
    }

    private static void ResumeBest(CustomerSession session)
    {
        var active = Active(session);
        var held = Known(session).Where(known => known.Enrollment.Held)
            .OrderByDescending(known => known.Definition.Priority).ThenBy(known => known.Enrollment.EnteredAt)
            .ThenBy(known => known.Enrollment.Id.Value, StringComparer.Ordinal);
        foreach (var (enrollment, definition) in held)
        {
            if (Admission.Of(AsActive(definition, enrollment), active, session.Policy) is not Admission.Granted granted)
                continue;
            session.FollowUps.NoteConcurrencyChanged();
            var released = enrollment with { Held = false };
            session.Record.Set(released);
            session.Record.Add(session.About(released, TimelineEventKind.Held) with { Reason = ContactReason.Resumed });
            Displace(session, granted.MakeRoom);
            // One whose journey is paused goes on when that is resumed.
            if (session.Live(released.Journey)?.Status != JourneyStatus.Paused)
                EnrollmentExecutor.Continue(session, definition, released, afterPause: true);
            return; // the places are others now
        }
    }

    private static void Displace(CustomerSession session, IReadOnlyCollection<Outranked> outranked)
    {
        foreach (var one in outranked)
        {
            if (!session.Record.Enrollments.TryGetValue(one.Enrollment.Id, out var enrollment)
                || session.Library.Find(enrollment.Journey, enrollment.Version) is not { } definition)
                continue;
            if (one.Rule == WhenOutranked.Pause)
                Hold(session, definition, enrollment, one);
            else
                new EnrollmentExecutor(session, definition, enrollment).Handle(new Signal.Stopped(ContactReason.Outranked));
        }
    }

    private static void Hold(CustomerSession session, JourneyDefinition definition, EnrollmentRecord enrollment, Outranked outranked)
    {
        ContactScheduler.Withdraw(session, enrollment, ContactReason.Outranked);
        InFlightAttempts.Cancel(session, enrollment.Id, ContactReason.Outranked);
        // What it still waited for is asked for again when it goes on; else it would pass for sent.
        if (enrollment.State.Contact?.Message is { } message && session.Record.Ledger.Find(message) is null)
            new EnrollmentExecutor(session, definition, enrollment).Handle(new Signal.Withdrawn(message));
        if (!session.Record.Enrollments.TryGetValue(enrollment.Id, out var current))
            return; // the withdrawal has ended it
        session.Record.Set(current with { Held = true });
        session.Record.Add(HeldEvent(session, enrollment, outranked));
    }

    private static AttributeBag Explain(Outranked outranked) => AttributeBag.Of(
    [
        new("group", (outranked.Limit as SlotLimit.Group)?.Name),
        new("limit", outranked.Limit is SlotLimit.Concurrency concurrency ? (decimal)concurrency.Slots : null),
        new("by", outranked.Ahead.Select(active => active.Id.Value).ToArray()),
    ]);

    private static List<ActiveEnrollment> Active(CustomerSession session) =>
        [.. Known(session).Where(known => !known.Enrollment.Held).Select(known => AsActive(known.Definition, known.Enrollment))];

    private static ActiveEnrollment AsActive(JourneyDefinition definition, EnrollmentRecord enrollment) =>
        new(enrollment.Id, definition.Priority, enrollment.EnteredAt, definition.Category, definition.Exclusive);

    private static IEnumerable<(EnrollmentRecord Enrollment, JourneyDefinition Definition)> Known(CustomerSession session)
    {
        foreach (var enrollment in session.Record.Enrollments.Values.ToList())
        {
            if (session.Library.Find(enrollment.Journey, enrollment.Version) is { } definition)
                yield return (enrollment, definition);
        }
    }
}
