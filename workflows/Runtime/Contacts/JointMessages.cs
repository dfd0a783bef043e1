using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Contacts;

/// <summary>One message over several policies: what a customer's enrollments in a journey would say soon after each other.</summary>
internal static class JointMessages
{
    /// <summary>
    /// A message has its slot: the customer's other enrollments in the journey that would say the same within its <c>together</c> are to
    /// join it. They are known by what they have planned, or put off, for that step.
    /// </summary>
    public static void Join(CustomerSession session, EnrollmentRecord enrollment, SendStep send, MessageId message, Instant at)
    {
        if (send.Together is not { } within || enrollment.Policy is null || enrollment.Holdout)
            return;
        var until = LocalClock.Plus(session.Now.Zone.At(at), within);
        foreach (var entry in session.Record.Ledger.Entries)
        {
            if (entry.Status == ContactStatus.Planned && entry.Step == send.Id && entry.Enrollment != enrollment.Id && entry.At <= until
                && session.Record.Enrollments.GetValueOrDefault(entry.Enrollment) is { Held: false, Policy: not null } other
                && other.Journey == enrollment.Journey && other.Version == enrollment.Version)
                session.FollowUps.NoteJoined(other.Id, send.Id, message);
        }
    }

    /// <summary>
    /// A joint message that is not to be sent after all leaves the others to themselves, as far as they have not passed their step.
    /// </summary>
    public static void Separate(CustomerSession session)
    {
        if (session.Record.Running.Joined == 0)
            return;
        foreach (var enrollment in session.Running(enrollment => !enrollment.State.Joined.IsEmpty))
        {
            var lost = enrollment.State.Joined.RemoveAll(joined => enrollment.State.ResultOf(joined.Step) is not null
                || session.Record.LedgerBefore.Find(joined.Message) is not { Status: ContactStatus.Reserved or ContactStatus.Sending }
                || session.Record.Ledger.Find(joined.Message) is not null);
            if (!lost.IsEmpty)
                session.Record.Set(enrollment with
                {
                    State = enrollment.State with { Joined = enrollment.State.Joined.RemoveRange(lost) },
                    Revision = enrollment.Revision + 1,
                });
        }
    }

    /// <summary>The policies that a message is about: that of its own enrollment first, then those that joined it, as far as still so.</summary>
    /// <param name="record">The customer.</param>
    /// <param name="enrollment">The message's enrollment.</param>
    /// <param name="message">The message.</param>
    public static IEnumerable<AttributeBag> PoliciesOf(CustomerRecord record, EnrollmentRecord enrollment, MessageId message) =>
        (record.Running.Joined == 0 ? [] : record.Enrollments.Values)
            .Where(other => !other.State.Joined.IsEmpty && other.Id != enrollment.Id && HasJoined(other, message))
            .Select(other => other.Policy).Prepend(enrollment.Policy)
            .Select(policy => policy is { } id ? record.Policies.GetValueOrDefault(id) : null).OfType<AttributeBag>().Distinct();

    private static bool HasJoined(EnrollmentRecord enrollment, MessageId message) =>
        enrollment.State.Joined.Any(joined => joined.Message == message);
}
