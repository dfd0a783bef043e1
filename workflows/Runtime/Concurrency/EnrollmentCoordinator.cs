using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Concurrency;

/// <summary>Signals one enrollment, and lets the customer's others follow: the way in for everything that moves enrollments.</summary>
internal static class EnrollmentCoordinator
{
    /// <summary>Gives an enrollment a signal.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="definition">The version the enrollment is on.</param>
    /// <param name="enrollment">The enrollment as it is now.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="cause">The event behind it, over which a goal's value is computed.</param>
    public static void Signal(
        CustomerSession session, JourneyDefinition definition, EnrollmentRecord enrollment, Signal signal, AttributeBag? cause = null)
    {
        new EnrollmentExecutor(session, definition, enrollment).Handle(signal, cause);
        ConcurrencyController.Settle(session);
    }

    /// <summary>Starts, wakes or, after a pause, resumes an enrollment.</summary>
    public static void Continue(CustomerSession session, JourneyDefinition definition, EnrollmentRecord enrollment, bool afterPause)
    {
        EnrollmentExecutor.Continue(session, definition, enrollment, afterPause);
        ConcurrencyController.Settle(session);
    }

    /// <summary>Tells enrollments what is said for them in another's message; what one does then may concern others in turn.</summary>
    public static void SignalJoined(CustomerSession session)
    {
        while (session.FollowUps.TakeJoined() is var (id, step, message))
        {
            if (session.Record.Enrollments.GetValueOrDefault(id) is { } enrollment
                && session.Record.Ledger.Find(message) is not null
                && session.Library.Find(enrollment.Journey, enrollment.Version) is { } definition)
                Signal(session, definition, enrollment, new Signal.Joined(step, message));
        }
    }

    /// <summary>
    /// Signals the journeys whose contacts lost their slots, as far as they wait for them, until none is left: what one does then may
    /// displace others in turn.
    /// </summary>
    public static void SignalDisplaced(CustomerSession session)
    {
        while (session.FollowUps.TakeDisplaced() is var (entry, until, why))
        {
            if (session.Record.Enrollments.GetValueOrDefault(entry.Enrollment) is { } enrollment
                && enrollment.State.Contact?.Message == entry.Message
                && session.Library.Find(enrollment.Journey, enrollment.Version) is { } definition)
                Signal(session, definition, enrollment, new Signal.Displaced(entry.Message, until, why.Reason));
        }
    }
}
