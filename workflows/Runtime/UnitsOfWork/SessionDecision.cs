using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.UnitsOfWork;

/// <summary>The decision of one unit of work in memory: the same over a store and in a simulation.</summary>
internal static class SessionDecision
{
    /// <summary>Decides, and does to the customer's other enrollments what follows from that.</summary>
    public static void Make(CustomerSession session, Action<CustomerSession> decide)
    {
        decide(session);
        ConcurrencyController.Settle(session);
        EnrollmentCoordinator.SignalDisplaced(session);
        EnrollmentCoordinator.SignalJoined(session);
        JointMessages.Separate(session);
        GoalAttributor.Credit(session);
    }

    /// <summary>Numbers what is to be queued. What was withdrawn again in the same unit of work is not dispatched.</summary>
    public static void StampDispatches(CustomerSession session)
    {
        if (session.Dispatches.Count == 0)
            return;
        session.Dispatches.RemoveAll(d => session.Record.Ledger.Find(d.Message) is not { Status: ContactStatus.Reserved });
        session.StampDispatches();
    }
}
