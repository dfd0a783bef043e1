using System.Collections.Immutable;
using System.Globalization;
using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Engine;
using Campaigns.Workflows.Journeys;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Workflows.Runtime;

/// <summary>What an enrollment does to the contact ledger: asks, plans, dispatches, withdraws; and says so on the timeline.</summary>
internal static class ContactWalk
{
    public static ContactAnswer Ask(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, Effect.Contact contact)
    {
        var send = contact.Step;
        var message = MessageId.Of(enrollment.Id, send.Id, contact.Attempt);
        var request = new ContactRequest(
            message, contact.FirstChannel == 0 ? send.Channels : send.Channels[contact.FirstChannel..],
            journey.Category, journey.Priority, journey.Id, enrollment.Id, send.Id, contact.Deadline)
        {
            MayWait = send.WhenBlocked == WhenBlocked.Defer,
            Holdout = enrollment.Holdout,
            LimitOverride = LimitOverride(session, enrollment),
        };
        var answer = ContactDecision.Decide(request, session.Record.Ledger, session.Record.Profile, session.Policy, session.Instant);
        var fact = session.About(enrollment, FactKind.Reserved) with { Step = send.Id, Message = message };
        switch (answer)
        {
            case ContactAnswer.Reserved reserved:
                session.Record.Set(Folded(session).With(new LedgerEntry(
                    message, ContactStatus.Reserved, reserved.At, reserved.Channel, journey.Category, journey.Priority, enrollment.Id, send.Id)
                {
                    Deadline = contact.Deadline,
                }));
                session.Record.Add(fact with { Channel = reserved.Channel });
                break;
            case ContactAnswer.Deferred deferred:
                session.Record.Add(fact with { Kind = FactKind.Deferred, Channel = send.Channels[contact.FirstChannel], Reason = deferred.Why.Reason, Detail = Explain(deferred.Why, deferred.Until) });
                break;
            case ContactAnswer.Refused refused:
                session.Record.Add(fact with { Kind = FactKind.Refused, Channel = send.Channels[contact.FirstChannel], Reason = refused.Reason, Detail = Explain(refused.Why, null) });
                session.Record.Set(session.Record.Ledger.Find(message) is null ? session.Record.Ledger : session.Record.Ledger.Without(message));
                break;
        }

        return answer;
    }

    public static void Dispatch(CustomerSession session, MessageId message)
    {
        if (session.Record.Ledger.Find(message) is { Status: ContactStatus.Reserved } entry)
            session.Dispatches.Add(new MessageRequest(entry.Channel, session.Record.Id, message));
    }

    /// <summary>
    /// Puts reserved messages that are due on their queues again: after a crash between saving and queueing this is
    /// what makes sure that nothing is lost. The sender takes each message once, however often it is queued.
    /// </summary>
    public static void DispatchDue(CustomerSession session, EnrollmentId enrollment)
    {
        foreach (var entry in session.Record.Ledger.Entries)
        {
            var request = new MessageRequest(entry.Channel, session.Record.Id, entry.Message);
            if (entry.Enrollment == enrollment && entry.Status == ContactStatus.Reserved && entry.At <= session.Instant
                && !session.Dispatches.Contains(request))
                session.Dispatches.Add(request);
        }
    }

    /// <summary>Replaces the contacts an enrollment has planned.</summary>
    public static void Plan(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, ImmutableArray<PlannedStep> contacts)
    {
        var ledger = session.Record.Ledger;
        var known = ledger.Entries.Where(e => e.Enrollment == enrollment.Id && e.Status == ContactStatus.Planned).ToList();
        var wanted = enrollment.Holdout ? [] : contacts.Select(contact => new LedgerEntry(
            MessageId.Of(enrollment.Id, contact.Step.Id, 1), ContactStatus.Planned, contact.At, contact.Step.Channels[0],
            journey.Category, journey.Priority, enrollment.Id, contact.Step.Id)).ToList();
        foreach (var gone in known.Where(entry => !wanted.Exists(w => w.Message == entry.Message)))
            ledger = ledger.Without(gone.Message);
        foreach (var entry in wanted)
        {
            var existing = ledger.Find(entry.Message);
            if (existing is { Counts: true } || existing == entry)
                continue;
            ledger = ledger.With(entry);
            session.Record.Add(session.About(enrollment, FactKind.Planned) with
            {
                Step = entry.Step, Channel = entry.Channel, Message = entry.Message, Detail = AttributeBag.Of([new("at", entry.At.ToString())]),
            });
        }

        session.Record.Set(ledger);
    }

    /// <summary>Gives back the slots of everything the enrollment has reserved and not sent.</summary>
    public static void Withdraw(CustomerSession session, EnrollmentRecord enrollment, string why)
    {
        foreach (var entry in session.Record.Ledger.Entries)
        {
            if (entry.Enrollment != enrollment.Id || entry.Status != ContactStatus.Reserved || entry.Channel == Channel.Agent)
                continue;
            session.Record.Set(session.Record.Ledger.Without(entry.Message));
            session.Record.Add(session.About(enrollment, FactKind.Released) with
            {
                Step = entry.Step, Channel = entry.Channel, Message = entry.Message, Reason = why,
            });
        }
    }

    private static AttributeBag Explain(Blocking why, Instant? until) => AttributeBag.Of(
    [
        new("until", until?.ToString()),
        new("limit", why.Limit is { } limit ? (decimal)limit : null),
        new("used", why.Used.IsDefaultOrEmpty ? null : why.Used.Select(m => m.Value).ToArray()),
        new("frees", why.Frees?.ToString()),
    ]);

    /// <summary>The customer's own limit, or null for none.</summary>
    public static int? LimitOverride(CustomerSession session, EnrollmentRecord enrollment) =>
        session.Policy.LimitOverride is { } expression
        && AttributeValues.From(session.Evaluate(expression, session.Scope(enrollment.Policy, enrollment.Event))) is decimal limit
            ? (int)Math.Clamp(limit, 0, int.MaxValue)
            : null;

    private static ContactLedger Folded(CustomerSession session) =>
        session.Record.Ledger.Fold(session.Instant - LedgerHorizon.Of(session.Policy));
}
