using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Enrollments;

/// <summary>When an enrollment is to be looked at next, by what its record says.</summary>
internal static class NextWake
{
    /// <summary>
    /// What is overdue though it has just been looked at, say while its journey's version is not known here yet, must not be asked for
    /// without a pause.
    /// </summary>
    private static readonly Duration RetryDelay = Duration.FromMinutes(1);

    /// <summary>The earliest of the enrollment's own wait and of its messages' turns to come; null: not by time.</summary>
    public static Instant? Of(CustomerSession session, EnrollmentId id)
    {
        var next = AsRecorded(session, id);
        return next <= session.Instant ? session.Instant + RetryDelay : next;
    }

    /// <summary>The same of one that has not been looked at yet: it may be due at once, or overdue.</summary>
    public static Instant? AsRecorded(CustomerSession session, EnrollmentId id) =>
        Earliest(Messages(session, id).Select(entry => (Instant?)entry.At).Append(Wait(session, id)));

    // Who is held, or whose journey is paused, is woken by what ends that.
    private static Instant? Wait(CustomerSession session, EnrollmentId id) =>
        session.Record.Enrollments.TryGetValue(id, out var enrollment) && !enrollment.Held
        && session.Live(enrollment.Journey)?.Status != JourneyStatus.Paused
            ? enrollment.WakeAt
            : null;

    // Those whose turn has come are on their queue.
    private static IEnumerable<LedgerEntry> Messages(CustomerSession session, EnrollmentId id) =>
        session.Record.Ledger.Entries.OfEnrollment(id).Where(entry => entry.Status == ContactStatus.Reserved && entry.At > session.Instant);

    private static Instant? Earliest(IEnumerable<Instant?> instants) => instants.Min();
}
