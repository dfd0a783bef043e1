using Campaigns.Decisions.Engine;
using Campaigns.Decisions.Migration;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Concurrency;

/// <summary>Moves a running enrollment to another version of its journey within a unit of work.</summary>
internal static class EnrollmentMigrator
{
    /// <summary>Moves it and lets it go on there; or leaves it as it is.</summary>
    /// <returns>Why it is not moved.</returns>
    public static MigrationRefusal Migrate(CustomerSession session, MigrationPlan plan, EnrollmentRecord enrollment)
    {
        var unsent = session.Record.UnsentSteps(enrollment.Id, withTasks: true);
        var result = EnrollmentMigration.Move(plan, enrollment.State, unsent, session.Now);
        if (result.State is not { } state)
            return result.Refusal;
        var moved = enrollment with
        {
            Version = plan.To.Version,
            State = state,
            WakeAt = state.Until,
            Revision = enrollment.Revision + 1,
        };
        session.Record.Set(moved);
        session.Record.Add(session.About(moved, TimelineEventKind.Migrated) with
        {
            Step = state.At,
            Detail = AttributeBag.Of(
            [
                new("from", (decimal)plan.From.Version), new("to", (decimal)plan.To.Version),
                new("moved_from", state.At == enrollment.State.At ? null : enrollment.State.At?.Value),
            ]),
        });
        // Set also when nothing changed: where timers are kept for an enrollment, a needless one is harmless and a missing one is not.
        if (moved.WakeAt is { } wake)
            session.Timers.Add(new WakeTimer(wake, session.Record.Id, moved.Id));
        if (moved.Held || session.Live(moved.Journey)?.Status == JourneyStatus.Paused)
            ContactScheduler.Plan(session, plan.To, moved, []); // nobody knows when it goes on
        else
            EnrollmentCoordinator.Signal(session, plan.To, moved, new Signal.Migrated { Unsent = ContactScheduler.Unsent(session, moved) });
        return MigrationRefusal.None;
    }
}
