using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Contacts;

/// <summary>Messages that are in a provider's hands at this moment.</summary>
internal static class InFlightAttempts
{
    /// <summary>
    /// What can no longer be withdrawn is marked as unwanted: taken by the provider it counts as sent, but should the
    /// attempt come to nothing it is not made again.
    /// </summary>
    public static void Cancel(CustomerSession session, EnrollmentId enrollment, string why)
    {
        foreach (var entry in session.Record.Ledger.Entries.OfEnrollment(enrollment))
        {
            if (entry is { Status: ContactStatus.Sending, Withdrawn: null } && entry.Channel != Channel.Agent)
                session.Record.Set(session.Record.Ledger.With(entry with { Withdrawn = why }));
        }
    }
}
