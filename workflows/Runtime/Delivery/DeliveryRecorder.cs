using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Erasure;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Preferences;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Delivery;

/// <summary>Writes down what became of a message: in the ledger, on the timeline, and for the journey that waits for it.</summary>
internal static class DeliveryRecorder
{
    public static void Release(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, string why)
    {
        if (session.Record.Ledger.Find(entry.Message) is not { Status: ContactStatus.Reserved })
            return;
        session.Record.Set(session.Record.Ledger.Without(entry.Message));
        session.Record.Add(About(session, entry, enrollment, TimelineEventKind.Released) with { Reason = why });
        SignalEnrollment(session, enrollment, entry, EventTypes.MessageFailed);
    }

    public static void Settle(CustomerSession session, DeliveryOrder order, DeliveryResult result)
    {
        var sent = result.Status == DeliveryStatus.Sent;
        // Who was given up as interrupted may come back with the truth.
        if (session.Record.Ledger.Find(order.Request.Message) is { } entry
            && (entry.Status is ContactStatus.Reserved or ContactStatus.Sending || (sent && entry.Status == ContactStatus.Unknown)))
            Settle(session, entry, order.Enrollment, result with { Evidence = WithConsent(session, order, result.Evidence) }, order.To);
    }

    public static void Settle(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, DeliveryResult result, string? to)
    {
        var ledger = session.Record.Ledger;
        session.Record.Set(result.Status == DeliveryStatus.Failed || entry.Channel == Channel.Agent
            ? ledger.Without(entry.Message)
            : ledger.With(entry with
            {
                Status = result.Status == DeliveryStatus.Sent ? ContactStatus.Sent : ContactStatus.Unknown,
                At = session.Instant,
                Deadline = null,
                DispatchNumber = 0,
                Withdrawn = null,
                UnavailableAt = null,
                // One of which nobody knows gives its shared slots back should somebody find out that it was not sent.
                SharedLedgers = result.Status == DeliveryStatus.Sent || session.Record.Profile.ErasedAt is not null ? [] : entry.SharedLedgers,
            }));
        var kind = result.Status switch
        {
            DeliveryStatus.Sent when entry.Channel == Channel.Agent => TimelineEventKind.Task,
            DeliveryStatus.Sent => TimelineEventKind.Sent,
            DeliveryStatus.Failed => TimelineEventKind.Failed,
            _ => TimelineEventKind.Unknown,
        };
        var (reason, words) = result.Reason is null ? (null, null) : DeliveryReason.Classify(result.Reason);
        var evidence = words is null
            ? result.Evidence
            : (result.Evidence ?? AttributeBag.Empty).With([new(DeliveryReason.WordsDetail, words)]);
        session.Record.Add(About(session, entry, enrollment, kind) with
        {
            Reason = reason,
            Detail = kind == TimelineEventKind.Failed ? evidence : WithFirstContact(evidence, ledger, entry),
        });
        if (result.SuppressAddress && to is not null && session.Record.Profile.ErasedAt is null)
            AddressSuppression.Add(session, new(entry.Channel, to, reason ?? DeliveryReason.Rejected, session.Instant));
        if (kind == TimelineEventKind.Unknown)
            session.Unknown.Add(
                new(entry.Message, session.Record.Id, entry.Channel, entry.Enrollment, entry.Step, session.Instant)
                {
                    Reason = reason,
                    Provider = result.Evidence?.Text("provider"),
                    Batch = session.Record.Head.TimelineBatches,
                });
        else if (entry.Status == ContactStatus.Unknown)
            session.Known.Add(entry.Message);
        if (kind == TimelineEventKind.Failed && RecipientRefusal.Is(reason) && session.Record.Profile.ErasedAt is null)
            PreferenceEventHandler.Refuse(
                session, [entry.Channel], session.Instant, MessageReportHandler.HowBlocked(entry.Channel), entry.Message.Value);
        SignalEnrollment(session, enrollment, entry, kind == TimelineEventKind.Failed ? EventTypes.MessageFailed : EventTypes.MessageSent);
        // It was with its provider when the customer was erased: what that left behind is cleared now.
        if (session.Record.Profile.ErasedAt is not null)
            CustomerErasure.Reopen(session);
    }

    /// <summary>Under which consent it was sent: the one looked at when its turn came, whatever was answered since.</summary>
    private static AttributeBag? WithConsent(CustomerSession session, DeliveryOrder order, AttributeBag? evidence) =>
        order.Entry!.Channel == Channel.Agent
            ? evidence
            : (evidence ?? AttributeBag.Empty).With(
                ConsentEvidence.Of(order.Profile, order.Entry.Channel, order.Entry.Category, session.Policy));

    /// <summary>Marks the first message of an enrollment, so that statistics can count people and not only messages.</summary>
    private static AttributeBag? WithFirstContact(AttributeBag? evidence, ContactLedger ledger, LedgerEntry entry) =>
        entry.Channel == Channel.Agent
        || ledger.Entries.OfEnrollment(entry.Enrollment).Any(other => other.Status is ContactStatus.Sent or ContactStatus.Unknown)
            ? evidence
            : (evidence ?? AttributeBag.Empty).With([new("first", true)]);

    /// <summary>Tells the journey when it waits for the outcome of this very message.</summary>
    private static void SignalEnrollment(CustomerSession session, EnrollmentRecord enrollment, LedgerEntry entry, string type)
    {
        if (session.Record.Enrollments.GetValueOrDefault(enrollment.Id) is not { State.Phase: StepPhase.AwaitingReport } waiting
            || waiting.State.Contact?.Message != entry.Message
            || session.Library.Find(waiting.Journey, waiting.Version) is not { } journey)
            return;
        EnrollmentCoordinator.Signal(session, journey, waiting,
            new Signal.EventReceived(type, session.Instant, AttributeBag.Empty, [], Exit: null) { Message = entry.Message });
    }

    public static TimelineEvent About(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, string kind) =>
        session.About(enrollment, kind) with { Step = entry.Step, Channel = entry.Channel, Message = entry.Message };
}
