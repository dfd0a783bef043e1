using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Erasure;

/// <summary>
/// The customer's data is to be erased: all journeys end, all that is queued is withdrawn, tasks for the agent too, and
/// what is stored is emptied of personal data: what runs in this unit of work, what is over right after it.
/// </summary>
internal static class CustomerErasure
{
    private const string Outcome = ContactReason.Erased;

    /// <summary>How long after a crash the emptying of what is over is taken up again.</summary>
    private static readonly Duration Recovery = Duration.FromSeconds(30);

    /// <summary>Ends and empties what runs. The profile and the policies have been emptied already.</summary>
    public static void Apply(CustomerSession session)
    {
        var record = session.Record;
        foreach (var enrollment in session.Running(_ => true))
            End(session, enrollment);
        Withdraw(session);
        record.Set([.. record.Past.Select(PersonalDataRedactor.Of)]);
        record.RedactPending();
        record.Set(record.Head with { ErasurePending = true });
        session.Timers.Add(new WakeTimer(session.Instant + Recovery, record.Id, Enrollment: null));
    }

    private static void End(CustomerSession session, EnrollmentRecord enrollment)
    {
        if (session.Library.Find(enrollment.Journey, enrollment.Version) is { } journey)
        {
            EnrollmentCoordinator.Signal(session, journey, enrollment, new Signal.Stopped(Outcome));
            return;
        }

        // A version nobody knows any more does not keep anybody's data.
        session.Record.Add(session.About(enrollment, TimelineEventKind.Exited) with { Reason = Outcome });
        session.Record.Finish(enrollment with { WakeAt = null },
            new PastEnrollment(enrollment.Id, "", enrollment.Version, session.Instant));
    }

    private static void Withdraw(CustomerSession session)
    {
        foreach (var entry in session.Record.Ledger.Entries)
        {
            switch (entry.Status)
            {
                case ContactStatus.Planned:
                    session.Record.Set(session.Record.Ledger.Without(entry.Message));
                    break;
                case ContactStatus.Reserved:
                    session.Record.Set(session.Record.Ledger.Without(entry.Message));
                    session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Released)
                    {
                        Journey = entry.Enrollment.Journey,
                        Enrollment = entry.Enrollment,
                        Step = entry.Step,
                        Channel = entry.Channel,
                        Message = entry.Message,
                        Reason = Outcome,
                    });
                    break;
                case ContactStatus.Sending:
                    session.Record.Set(session.Record.Ledger.With(entry with { To = null, Withdrawn = Outcome }));
                    break;
                default:
                    break;
            }
        }
    }
}
