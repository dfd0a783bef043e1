using Campaigns.Workflows.Engine;
using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime.Delivery;

namespace Campaigns.Workflows.Runtime;

/// <summary>Of the journeys of one exclusive group a customer walks one at a time: the one of highest priority, who came first among equals.</summary>
internal static class ExclusiveGroup
{
    /// <summary>Makes room for a newcomer, or says that there is none.</summary>
    /// <returns>True: it walks; false: it enters held; null: it does not enter.</returns>
    public static bool? Admit(CustomerSession session, JourneyDefinition newcomer)
    {
        if (newcomer.Exclusive is not { } exclusive)
            return true;
        var others = Members(session, exclusive.Group).ToList();
        if (others.Exists(other => other.Definition.Priority >= newcomer.Priority))
            return exclusive.WhenOutranked == WhenOutranked.Pause ? false : null;
        session.GroupBeingTaken = exclusive.Group;
        foreach (var (enrollment, definition) in others)
        {
            if (definition.Exclusive!.WhenOutranked == WhenOutranked.Pause)
                Hold(session, enrollment);
            else
                new EnrollmentWalk(session, definition, enrollment).Take(new Signal.Stopped("outranked"));
        }

        session.GroupBeingTaken = null;
        return true;
    }

    /// <summary>Lets the best of those held go on, now that one of the group has ended.</summary>
    public static void Resume(CustomerSession session, JourneyDefinition ended)
    {
        if (ended.Exclusive is not { } exclusive || session.GroupBeingTaken == exclusive.Group)
            return;
        var members = Members(session, exclusive.Group).ToList();
        if (members.Count == 0 || members.Exists(member => !member.Enrollment.Held))
            return;
        var (enrollment, definition) = members.OrderByDescending(m => m.Definition.Priority).ThenBy(m => m.Enrollment.EnteredAt).First();
        var released = enrollment with { Held = false };
        session.Record.Set(released);
        session.Record.Add(session.About(released, FactKind.Held) with { Reason = "resumed" });
        // One whose journey is paused goes on when that is resumed.
        if (session.Live(released.Journey)?.Status != JourneyStatus.Paused)
            EnrollmentWalk.GoOn(session, definition, released, afterPause: true);
    }

    private static void Hold(CustomerSession session, EnrollmentRecord enrollment)
    {
        if (enrollment.Held)
            return;
        ContactWalk.Withdraw(session, enrollment, "outranked");
        BegunAttempts.Unwant(session, enrollment.Id, "outranked");
        session.Record.Set(enrollment with { Held = true });
        session.Record.Add(session.About(enrollment, FactKind.Held) with { Reason = "outranked" });
    }

    private static IEnumerable<(EnrollmentRecord Enrollment, JourneyDefinition Definition)> Members(CustomerSession session, string group)
    {
        foreach (var enrollment in session.Record.Enrollments.Values.ToList())
        {
            if (session.Library.Find(enrollment.Journey, enrollment.Version) is { Exclusive: { } exclusive } definition && exclusive.Group == group)
                yield return (enrollment, definition);
        }
    }
}
