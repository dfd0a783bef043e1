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
        var running = record.Enrollments.Count;
        foreach (var enrollment in session.Running(_ => true))
            End(session, enrollment);
        var withdrawn = Withdraw(session);
        record.Set(record.Ledger with { Entries = [.. record.Ledger.Entries.Select(WithoutAddress)] });
        record.Set(PersonalDataRedactor.Of(record.Past));
        record.RedactPending();
        record.Set(record.Head with { ErasurePending = true, Erasure = Certificate(session, running, withdrawn) });
        session.Timers.Add(new WakeTimer(session.Instant + Recovery, record.Id, Enrollment: null));
    }

    /// <summary>Has an erasure completed once more, when something of the customer came to an end only after it.</summary>
    public static void Reopen(CustomerSession session)
    {
        session.Record.Set(session.Record.Head with { ErasurePending = true });
        session.Timers.Add(new WakeTimer(session.Instant + Recovery, session.Record.Id, Enrollment: null));
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

    /// <summary>What this unit of work removes. Asked again, the first request stands.</summary>
    private static ErasureCertificate Certificate(CustomerSession session, int running, int withdrawn)
    {
        var (profile, policies) = session.Record.Stored;
        if (session.Record.Erasure is { } earlier && profile?.ErasedAt is not null)
            return earlier;
        ErasedPart Part(string what, int count) => new(ErasurePlaces.Store, what, count, session.Instant);
        return new ErasureCertificate(session.Instant).With(
        [
            Part("attributes", profile?.Attributes.Count ?? 0), Part("consents", profile?.Consents.Length ?? 0),
            Part("suppressions", profile?.Suppressions.Length ?? 0), Part("preferences", profile?.Preferences is null ? 0 : 1),
            Part("policies", policies), Part("running-enrollments", running), Part("withdrawn-messages", withdrawn),
        ]);
    }

    /// <returns>How many messages will not go out.</returns>
    /// <summary>What is with its provider may fail yet, and then gives its shared slots back.</summary>
    private static LedgerEntry WithoutAddress(LedgerEntry entry) => entry with
    {
        AddressHash = null,
        SharedLedgers = entry.Status == ContactStatus.Sending ? entry.SharedLedgers : [],
    };

    private static int Withdraw(CustomerSession session)
    {
        var withdrawn = 0;
        foreach (var entry in session.Record.Ledger.Entries)
        {
            withdrawn += entry.Status is ContactStatus.Planned or ContactStatus.Reserved ? 1 : 0;
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

        return withdrawn;
    }
}
