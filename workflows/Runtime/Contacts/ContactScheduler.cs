using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Contacts;

/// <summary>What an enrollment does to the contact ledger: asks, plans, dispatches, withdraws; and says so on the timeline.</summary>
internal static class ContactScheduler
{
    /// <summary>Asks for a slot.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="journey">The journey.</param>
    /// <param name="enrollment">Who asks.</param>
    /// <param name="contact">For what.</param>
    /// <param name="resent">The message, when it has had its id already and lost its place.</param>
    public static ContactResult Schedule(
        CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, Effect.Contact contact, MessageId? resent = null)
    {
        var send = contact.Step;
        var message = resent ?? session.Ids.Of(session.Record.Ledger, enrollment.Id, send.Id, contact.Attempt);
        var channels = PersonalRules.Order(contact.Channels, session.Record.Profile.Preferences);
        var request = new ContactRequest(
            message, channels,
            journey.Category, journey.Priority, journey.Id, enrollment.Id, send.Id, contact.Deadline)
        {
            MayWait = send.WhenBlocked == WhenBlocked.Defer,
            Holdout = enrollment.Holdout,
            Important = send.Important,
            AnyHour = AnyHour(journey),
            LimitOverride = LimitOverride(session, enrollment),
            Missing = MissingAttributes.Of(session, enrollment, send.Template, channels),
        };
        var (answer, choice) = SendTiming.Decide(session, journey, send, request, ActiveContacts(session));
        var timelineEvent = session.About(enrollment, TimelineEventKind.Reserved) with { Step = send.Id, Message = message };
        switch (answer)
        {
            case ContactResult.Reserved reserved:
                if (session.Record.Ledger.Find(message) is { Counts: true })
                    break; // it has its place already, and may have been sent from it
                session.Record.Set(Pruned(session).With(Entry(ContactStatus.Reserved, reserved.At, reserved.Channel)));
                session.Record.Add(timelineEvent with { Channel = reserved.Channel, Detail = Explain(session, journey, reserved, choice) });
                JointMessages.Join(session, enrollment, send, message, reserved.At);
                foreach (var displaced in reserved.Displaced)
                    Displace(session, displaced, TimelineEventKind.Bumped);
                break;
            case ContactResult.Deferred deferred:
                // Put off, it keeps its claim against lower priorities, like any contact planned for then.
                session.Record.Set(Pruned(session).With(Entry(ContactStatus.Planned, deferred.Until, deferred.Channel ?? channels[0])));
                session.Record.Add(
                    timelineEvent with
                    {
                        Kind = TimelineEventKind.Deferred,
                        Channel = channels[0],
                        Reason = deferred.BlockedBy.Reason,
                        Detail = Explain(deferred.BlockedBy, deferred.Until)
                    });
                break;
            case ContactResult.Refused refused:
                session.Record.Add(
                    timelineEvent with
                    {
                        Kind = TimelineEventKind.Refused,
                        Channel = channels[0],
                        Reason = refused.Reason,
                        Detail = Explain(refused.BlockedBy, null)
                    });
                session.Record.Set(session.Record.Ledger.Find(message) is null ? session.Record.Ledger
                    : session.Record.Ledger.Without(message));
                break;
        }

        return answer;

        LedgerEntry Entry(ContactStatus status, Instant at, Channel channel) => new(
            message, status, at, channel, journey.Category, journey.Priority, enrollment.Id, send.Id)
        {
            Deadline = contact.Deadline,
            Unmovable = !request.MayWait,
            Important = send.Important,
            AnyHour = request.AnyHour,
        };
    }

    /// <summary>
    /// Gives a reserved contact that lost its place the next one, or takes it off the ledger; its journey is told at the end of the unit of
    /// work.
    /// </summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="displaced">What becomes of it.</param>
    /// <param name="kind">What it is called when it has another place: bumped by a better one, or deferred by a rule.</param>
    public static void Displace(CustomerSession session, DisplacedContact displaced, string kind)
    {
        var entry = displaced.Entry;
        var timelineEvent = About(session, entry);
        if (displaced.Until is { } until)
        {
            session.Record.Set(session.Record.Ledger.With(entry with { At = until, SharedLedgers = [] }));
            session.Timers.Add(new WakeTimer(until, session.Record.Id, entry.Enrollment));
            session.Record.Add(
                timelineEvent with { Kind = kind, Reason = displaced.BlockedBy.Reason, Detail = Explain(displaced.BlockedBy, until) });
        }
        else
        {
            session.Record.Set(session.Record.Ledger.Without(entry.Message));
            session.Record.Add(
                timelineEvent with
                {
                    Kind = TimelineEventKind.Released,
                    Reason = displaced.BlockedBy.Reason,
                    Detail = Explain(displaced.BlockedBy, null)
                });
        }

        session.FollowUps.NoteDisplaced(displaced);
    }

    /// <summary>
    /// Holds a reserved contact whose turn has come to the timing rules once more, and gives it another place where they forbid this
    /// instant.
    /// </summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="entry">The contact.</param>
    /// <param name="enrollment">Whose message it is.</param>
    /// <param name="shared">What its household and its address have had, itself left out; null: not looked at yet.</param>
    /// <returns>Null: it may go; otherwise why not.</returns>
    public static BlockingReason? Defer(
        CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, IReadOnlyList<SharedContacts>? shared = null)
    {
        var displacements = ContactDecision.Recheck(
            entry, ActiveContacts(session), session.Record.Profile, session.PersonalPolicy, LimitOverride(session, enrollment),
            session.Instant, shared);
        foreach (var displaced in displacements)
            Displace(session, displaced, displaced.Entry.Message == entry.Message ? TimelineEventKind.Deferred : TimelineEventKind.Bumped);
        return displacements.IsEmpty ? null : displacements[0].BlockedBy;
    }

    public static void Dispatch(CustomerSession session, MessageId message)
    {
        if (session.Record.Ledger.Find(message) is { Status: ContactStatus.Reserved } entry && entry.At <= session.Instant)
            session.Dispatches.Add(new MessageRequest(entry.Channel, session.Record.Id, message));
    }

    /// <summary>
    /// Puts reserved messages that are due on their queues again: after a crash between saving and queueing this is
    /// what makes sure that nothing is lost. The sender takes each message once, however often it is queued.
    /// </summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="among">Entries of the ledger, by instant.</param>
    public static void DispatchDue(CustomerSession session, IEnumerable<LedgerEntry> among)
    {
        foreach (var entry in among)
        {
            if (entry.At > session.Instant)
                return;
            if (entry.Status != ContactStatus.Reserved)
                continue;
            var request = new MessageRequest(entry.Channel, session.Record.Id, entry.Message);
            if (!session.Dispatches.Contains(request))
                session.Dispatches.Add(request);
        }
    }

    /// <summary>Replaces the contacts an enrollment has planned.</summary>
    public static void Plan(
        CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, ImmutableArray<PlannedStep> contacts)
    {
        var ledger = session.Record.Ledger;
        var known = ledger.Entries.OfEnrollment(enrollment.Id).Where(entry => entry.Status == ContactStatus.Planned).ToList();
        var wanted = enrollment.Holdout ? [] : contacts.Select(contact => new LedgerEntry(
            session.Ids.Of(ledger, enrollment.Id, contact.Step.Id, 1), ContactStatus.Planned, contact.At,
            PersonalRules.Order(contact.Step.Channels, session.Record.Profile.Preferences)[0],
            journey.Category, journey.Priority, enrollment.Id, contact.Step.Id)
        {
            Important = contact.Step.Important,
            AnyHour = AnyHour(journey),
        }).ToList();
        foreach (var gone in known.Where(entry => !wanted.Exists(w => w.Message == entry.Message)))
            ledger = ledger.Without(gone.Message);
        foreach (var entry in wanted)
        {
            var existing = ledger.Find(entry.Message);
            if (existing is { Counts: true } || existing == entry)
                continue;
            ledger = ledger.With(entry);
            session.Record.Add(session.About(enrollment, TimelineEventKind.Planned) with
            {
                Step = entry.Step,
                Channel = entry.Channel,
                Message = entry.Message,
                Detail = AttributeBag.Of([new("at", entry.At.ToString())]),
            });
        }

        session.Record.Set(ledger);
    }

    /// <summary>Gives back the slots of everything the enrollment has reserved and not sent.</summary>
    public static void Withdraw(CustomerSession session, EnrollmentRecord enrollment, string why)
    {
        foreach (var entry in session.Record.Ledger.Entries.OfEnrollment(enrollment.Id))
        {
            if (entry.Status != ContactStatus.Reserved || entry.Channel == Channel.Agent)
                continue;
            session.Record.Set(session.Record.Ledger.Without(entry.Message));
            session.Record.Add(session.About(enrollment, TimelineEventKind.Released) with
            {
                Step = entry.Step,
                Channel = entry.Channel,
                Message = entry.Message,
                Reason = why,
            });
        }
    }

    /// <summary>The steps whose messages have their slot and have not been sent.</summary>
    public static ImmutableArray<StepId> Unsent(CustomerSession session, EnrollmentRecord enrollment) =>
        session.Record.UnsentSteps(enrollment.Id, withTasks: false);

    /// <summary>
    /// Gives back the slot of a message that is not to be sent any more. One that is in a provider's hands is marked: should the attempt
    /// come to nothing, it is not made again.
    /// </summary>
    public static void Withdraw(CustomerSession session, EnrollmentRecord enrollment, Effect.Withdraw effect)
    {
        var withdrawn = session.About(enrollment, TimelineEventKind.Released) with { Step = effect.Step.Id, Reason = effect.Reason };
        var entry = session.Record.Ledger.Entries.OfEnrollment(enrollment.Id).FirstOrDefault(entry =>
            entry.Step == effect.Step.Id && entry.Status is not (ContactStatus.Sent or ContactStatus.Unknown));
        switch (entry?.Status)
        {
            case ContactStatus.Sending:
                session.Record.Set(session.Record.Ledger.With(entry with { Withdrawn = entry.Withdrawn ?? effect.Reason }));
                break;
            case null or ContactStatus.Planned:
                if (entry is not null)
                    session.Record.Set(session.Record.Ledger.Without(entry.Message));
                session.Record.Add(withdrawn with
                {
                    Kind = TimelineEventKind.Refused,
                    Channel = entry?.Channel ?? effect.Step.Channels[0],
                    Message = entry?.Message,
                });
                break;
            default:
                session.Record.Set(session.Record.Ledger.Without(entry.Message));
                session.Record.Add(withdrawn with { Channel = entry.Channel, Message = entry.Message });
                break;
        }
    }

    /// <summary>Under which consent a slot was taken, and where it lies ahead, for when and by which choice.</summary>
    private static AttributeBag? Explain(
        CustomerSession session, JourneyDefinition journey, ContactResult.Reserved reserved, string? choice) => AttributeBag.Of(
    [
        new("at", reserved.At > session.Instant ? reserved.At.ToString() : null),
        new("choice", choice),
        .. ConsentEvidence.Of(session.Record.Profile, reserved.Channel, journey.Category, session.Policy),
    ]) is { Count: > 0 } detail ? detail : null;

    private static AttributeBag Explain(BlockingReason why, Instant? until) => AttributeBag.Of(
    [
        new("until", until?.ToString()),
        new("limit", why.Limit is { } limit ? (decimal)limit : null),
        new("used", why.Used.IsDefaultOrEmpty ? null : why.Used.Select(m => m.Value).ToArray()),
        new("frees", why.Frees?.ToString()),
    ]);

    private static bool AnyHour(JourneyDefinition journey) => journey.Transactional is { AnyHour: true };

    /// <summary>The customer's own limit, or null for none.</summary>
    public static int? LimitOverride(CustomerSession session, EnrollmentRecord enrollment) =>
        session.Policy.LimitOverride is { } expression
        && AttributeValues.From(session.Evaluate(expression, session.Scope(enrollment.Policy, enrollment.Event))) is decimal limit
            ? (int)Math.Clamp(limit, 0, int.MaxValue)
            : null;

    /// <summary>
    /// The ledger as far as it binds others: what a paused journey or a held enrollment wants to say keeps no place, for
    /// nobody knows when it goes on. What it had reserved is held to the rules again when its turn comes.
    /// </summary>
    private static ContactLedger ActiveContacts(CustomerSession session)
    {
        var ledger = session.Record.Ledger;
        if (!session.Journeys.AnyPaused && session.Record.Running.Held == 0)
            return ledger;
        foreach (var entry in ledger.Entries)
        {
            if (entry.Status is ContactStatus.Planned or ContactStatus.Reserved && IsHeld(session, entry))
                ledger = ledger.Without(entry.Message);
        }

        return ledger;
    }

    private static bool IsHeld(CustomerSession session, LedgerEntry entry) =>
        session.Record.Enrollments.GetValueOrDefault(entry.Enrollment) is { Held: true }
        || (session.Journeys.AnyPaused && session.Live(entry.Enrollment.Journey)?.Status == JourneyStatus.Paused);

    private static TimelineEvent About(CustomerSession session, LedgerEntry entry)
    {
        var enrollment = session.Record.Enrollments.GetValueOrDefault(entry.Enrollment);
        return new TimelineEvent(session.Instant, TimelineEventKind.Reserved)
        {
            Journey = entry.Enrollment.Journey,
            Version = enrollment?.Version,
            Enrollment = entry.Enrollment,
            Policy = enrollment?.Policy,
            Step = entry.Step,
            Channel = entry.Channel,
            Message = entry.Message,
        };
    }

    private static ContactLedger Pruned(CustomerSession session) =>
        session.Record.Ledger.Prune(session.Instant - LedgerHorizon.Of(session.PersonalPolicy));
}
