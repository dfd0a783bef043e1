using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Erasure;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Preferences;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>
/// The sender's side of the ledger: looks once more whether a queued message may go, and writes down what became of it.
/// Whatever reaches the queue twice leaves it once.
/// </summary>
public sealed class DeliveryService(CampaignRunner runner)
{
    /// <summary>Looks whether a message taken from a queue is still to be sent: reserved, wanted, reachable, in time.</summary>
    /// <param name="request">The message.</param>
    /// <param name="dequeueCount">How often the queue has given it out.</param>
    /// <param name="repeatable">Whether the provider delivers a message once though it is given twice.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<DeliveryDecision> OpenAsync(
        MessageRequest request, int dequeueCount, bool repeatable, CancellationToken cancel) =>
        await OpenAsync(request, dequeueCount, repeatable, await runner.Customers.LoadAsync(request.Customer, cancel), cancel);

    /// <summary>
    /// Writes down that the attempt begins: from now on the message can no longer be withdrawn, so nothing goes out that
    /// the ledger does not know. Who changed the customer since it was opened is heard first.
    /// </summary>
    /// <returns>The order, begun; another that must be rendered anew; or nothing to send after all.</returns>
    public async ValueTask<DeliveryDecision> BeginAsync(DeliveryOrder order, int dequeueCount, bool repeatable, CancellationToken cancel)
    {
        if (order.Uncertain)
            return new DeliveryDecision.Send(order with { Started = true }); // an earlier attempt's note still stands
        CustomerRecord? changed = null;
        var session = await runner.Units.RunAsync(order.Request.Customer, session =>
        {
            changed = ReferenceEquals(session.Record, order.Record) ? null : session.Record;
            if (changed is null)
                session.Record.Set(session.Record.Ledger.With(order.Entry! with
                {
                    Status = ContactStatus.Sending,
                    AddressHash = order.Entry.Channel == Channel.Agent ? null : session.Ids.AddressHash(order.Entry.Channel, order.To),
                }));
        }, timed: null, cancel, order.Record);
        return changed is null
            ? new DeliveryDecision.Send(order with { Started = true, Record = session!.Record.Next() })
            : await OpenAsync(order.Request, dequeueCount, repeatable, changed, cancel);
    }

    /// <summary>
    /// Takes back the note of an attempt that certainly was not accepted, so that the message may be withdrawn, or tried again. The same
    /// write tells the timeline of the outage, unless this message has told of it before.
    /// </summary>
    /// <param name="order">The message.</param>
    /// <param name="outage">What to tell; null: nothing, as when our own limit held it back.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether it is still wanted.</returns>
    public async ValueTask<bool> ReopenAsync(DeliveryOrder order, ProviderOutage? outage, CancellationToken cancel)
    {
        var wanted = false;
        await runner.Units.RunAsync(order.Request.Customer, session =>
        {
            wanted = false;
            if (session.Record.Ledger.Find(order.Request.Message) is not { Status: ContactStatus.Sending } attempted)
                return;
            wanted = attempted.Withdrawn is null;
            var reserved = attempted with { Status = ContactStatus.Reserved, Withdrawn = null };
            if (wanted && outage is { } away && (attempted.UnavailableAt is not { } told || told < away.Since))
            {
                reserved = reserved with { UnavailableAt = session.Instant };
                session.Record.Add(About(session, reserved, order.Enrollment, TimelineEventKind.Unavailable) with
                {
                    Reason = away.Reason,
                    Detail = AttributeBag.Of([new("until", away.NextTry.ToString())]),
                });
            }

            session.Record.Set(session.Record.Ledger.With(reserved));
            if (attempted.Withdrawn is { } why)
                Release(session, reserved, order.Enrollment, why);
        }, timed: null, cancel, order.Record);
        return wanted;
    }

    /// <summary>Writes down what became of a message, and tells the journey if it waits for that.</summary>
    public async ValueTask SettleAsync(DeliveryOrder order, DeliveryResult result, CancellationToken cancel) =>
        await runner.Units.RunAsync(order.Request.Customer, session => Settle(session, order, result), timed: null, cancel, order.Record);

    /// <summary>
    /// Gives up a message that fails for internal reasons: its slot is free and its journey told. One that an earlier
    /// attempt may have brought to the provider keeps its slot, as nobody knows.
    /// </summary>
    /// <param name="request">The message.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask GiveUpAsync(MessageRequest request, string error, CancellationToken cancel)
    {
        EnrollmentRecord? over = null;
        if (await runner.Customers.LoadAsync(request.Customer, cancel) is var record && record.Ledger.Find(request.Message) is { } known
            && !record.Enrollments.ContainsKey(known.Enrollment))
            over = await runner.Customers.FindFinishedAsync(request.Customer, known.Enrollment, cancel);
        await runner.Units.RunAsync(request.Customer, session =>
        {
            if (session.Record.Ledger.Find(request.Message) is not { Status: ContactStatus.Reserved or ContactStatus.Sending } entry
                || !request.IsCurrent(entry))
                return;
            var enrollment = session.Record.Enrollments.GetValueOrDefault(entry.Enrollment) ?? over
                ?? new EnrollmentRecord(entry.Enrollment, "", entry.Enrollment.Journey, 0, session.Instant);
            var status = entry.Status == ContactStatus.Sending ? DeliveryStatus.Unknown : DeliveryStatus.Failed;
            Settle(session, entry, enrollment,
                new(status) { Reason = DeliveryReason.DeadLettered, Evidence = AttributeBag.Of([new("error", error)]) }, to: null);
        }, timed: null, cancel, record);
    }

    private async ValueTask<DeliveryDecision> OpenAsync(
        MessageRequest request, int dequeueCount, bool repeatable, CustomerRecord record, CancellationToken cancel)
    {
        if (record.Ledger.Find(request.Message) is not { } entry)
            return new DeliveryDecision.Drop("withdrawn");
        if (entry.Status is ContactStatus.Sent or ContactStatus.Unknown or ContactStatus.Planned)
            return new DeliveryDecision.Drop("done");
        if (!request.IsCurrent(entry))
            return new DeliveryDecision.Drop("superseded by a later dispatch");
        var enrollment = record.Enrollments.GetValueOrDefault(entry.Enrollment)
            ?? await runner.Customers.FindFinishedAsync(request.Customer, entry.Enrollment, cancel);
        if (enrollment is null || runner.Library.Find(enrollment.Journey, enrollment.Version) is not { } journey
            || journey.Map.Find(entry.Step)?.Step is not { } step)
            throw new InvalidDataException(
                $"message {request.Message} belongs to step {entry.Step} of enrollment {entry.Enrollment}, which does not exist");
        var order = Order(request, entry, enrollment, journey, step, record)
            with
        { LinkCode = (await runner.Customers.MessageIdsAsync(cancel)).LinkCode(request.Message) };
        if (entry.Status == ContactStatus.Sending)
            return await ResumeAttemptAsync(order, dequeueCount, repeatable, cancel);
        return entry.Channel != Channel.Agent && await RefuseOrDeferAsync(record, order, cancel) is { } why
            ? new DeliveryDecision.Drop(why)
            : new DeliveryDecision.Send(order);
    }

    /// <summary>The queue's second delivery of an attempt that had begun means that nobody heard how it ended.</summary>
    private async ValueTask<DeliveryDecision> ResumeAttemptAsync(
        DeliveryOrder order, int dequeueCount, bool repeatable, CancellationToken cancel)
    {
        if (dequeueCount == 1)
            return new DeliveryDecision.Drop("attempted"); // the store queued it twice, and another has the other copy
        if (repeatable && !await IsForbiddenAsync(order, cancel))
            return new DeliveryDecision.Send(order with { Uncertain = true });
        await SettleAsync(order, new(DeliveryStatus.Unknown) { Reason = DeliveryReason.Interrupted }, cancel);
        return new DeliveryDecision.Drop(DeliveryReason.Interrupted);
    }

    /// <summary>Whether asking the provider again could send what is not to be sent any more.</summary>
    private async ValueTask<bool> IsForbiddenAsync(DeliveryOrder order, CancellationToken cancel)
    {
        var entry = order.Entry!;
        var policy = runner.Library.ContactPolicy;
        if (entry.Channel == Channel.Agent)
            return entry.Withdrawn is not null;
        if (entry.Withdrawn is not null || entry.Deadline < runner.Now
            || runner.Library.Journeys.FirstOrDefault(live => live.Definition.Id == order.Enrollment.Journey)?.Status
            == JourneyStatus.Paused
            || (ContactEligibility.Refusal(entry.Category, order.Profile, policy)
                ?? ContactEligibility.Refusal(entry.Channel, entry.Category, order.Profile, policy, runner.Now)) is not null)
            return true;
        var holds = true;
        await runner.Units.RunAsync(order.Request.Customer, session => holds = SendCondition.Holds(session, order.Journey, order.Enrollment,
            entry.Step), timed: null, cancel, order.Record);
        return !holds;
    }

    /// <summary>Writes down what a provider's reports will name, so that they find the customer and the message.</summary>
    public ValueTask ExpectReportsAsync(DeliveryOrder order, string key, CancellationToken cancel) =>
        runner.Customers.Reports.AddAsync(key, new Addressee(order.Request.Customer, order.Request.Message), cancel);

    /// <summary>Writes down what the short link in a message stands for.</summary>
    public ValueTask ExpectClicksAsync(ShortLink link, CancellationToken cancel) => runner.Customers.Links.SaveAsync(link, cancel);

    private static DeliveryOrder Order(
        MessageRequest request, LedgerEntry entry, EnrollmentRecord enrollment, JourneyDefinition journey, Step step,
        CustomerRecord record, NodaTime.ZonedDateTime now)
    {
        var template = step switch
        {
            SendStep send => send.Template,
            TaskStep task => task.Template,
            _ => throw new InvalidDataException($"step {step.Id} of {journey.Id} sends nothing"),
        };
        var policy = enrollment.Policy is { } id ? record.Policies.GetValueOrDefault(id) : null;
        var to = entry.To ?? record.Profile.AddressOf(entry.Channel) ?? "";
        return new DeliveryOrder(request, template, to, enrollment, journey, step.Id, record.Profile, policy, now, Marketing: false,
            entry.Deadline)
        {
            Entry = entry,
            Record = record,
        };
    }

    private DeliveryOrder Order(
        MessageRequest request, LedgerEntry entry, EnrollmentRecord enrollment, JourneyDefinition journey, Step step, CustomerRecord record)
    {
        var policy = runner.Library.ContactPolicy;
        var now = runner.Now.InZone(record.Profile.ZoneOr(policy.TimeZone));
        return Order(request, entry, enrollment, journey, step, record, now) with
        {
            Policies = [.. JointMessages.PoliciesOf(record, enrollment, entry.Message)],
            Marketing = entry.Channel != Channel.Agent && policy.PurposeOf(journey.Category) != "service",
        };
    }

    /// <summary>What has changed since the slot was taken that forbids sending now.</summary>
    private async ValueTask<string?> RefuseOrDeferAsync(CustomerRecord record, DeliveryOrder order, CancellationToken cancel)
    {
        var (entry, enrollment) = (order.Entry!, order.Enrollment);
        var policy = runner.Library.ContactPolicy;
        var now = runner.Now;
        if (runner.Library.Journeys.FirstOrDefault(live => live.Definition.Id == enrollment.Journey)?.Status == JourneyStatus.Paused)
            return ContactReason.Paused; // resuming queues it again
        var refusal = entry.Deadline < now ? new BlockingReason(ContactReason.Expired) { Frees = entry.Deadline }
            : ContactEligibility.Refusal(entry.Category, record.Profile, policy)
            ?? ContactEligibility.Refusal(entry.Channel, entry.Category, record.Profile, policy, now)
            ?? await SharedRefusalAsync(record, entry.Channel, now, cancel)
            ?? MissingAttributes.RefusalOf(
                runner.Units.Templates, order.Template, entry.Channel, order.Profile, order.Policy, enrollment, runner.Library.Catalog,
                order.Now.Zone);
        if (refusal is not null)
        {
            await runner.Units.RunAsync(record.Id, session =>
                Release(session, entry, enrollment, refusal.Reason), timed: null, cancel, record);
            return refusal.Reason;
        }

        if (entry.At > now)
            return "deferred"; // its timer queues it again
        string? why = null;
        await runner.Units.RunAsync(record.Id, session => why = Recheck(session, entry.Message, order), timed: null, cancel, record);
        return why;
    }

    /// <summary>Whether what was told of by another customer with the same address forbids it.</summary>
    private async ValueTask<BlockingReason?> SharedRefusalAsync(
        CustomerRecord record, Channel channel, Instant now, CancellationToken cancel)
    {
        if (!SuppressionIndex.Covers(channel) || record.Profile.AddressOf(channel) is not { } address)
            return null;
        var hash = (await runner.Customers.MessageIdsAsync(cancel)).AddressHash(channel, address);
        return await runner.Customers.Suppressions.FindAsync(hash, channel, now, cancel) is { } suppression
            ? new(ContactReason.Of(ContactReason.Suppressed, DeliveryReason.Classify(suppression.Cause).Code))
            : null;
    }

    /// <summary>
    /// Holds a message to its own condition and to the timing rules once more: it gives its slot back when what it says is not so any more,
    /// and gets another one where the rules forbid this instant.
    /// </summary>
    /// <returns>Null: it may go; otherwise why not.</returns>
    private static string? Recheck(CustomerSession session, MessageId message, DeliveryOrder order)
    {
        if (session.Record.Ledger.Find(message) is not { Status: ContactStatus.Reserved } entry || entry.At > session.Instant)
            return "withdrawn"; // or it has been put off already: it lay in the queue twice
        if (SendCondition.Holds(session, order.Journey, order.Enrollment, entry.Step))
            return ContactScheduler.Defer(session, entry, order.Enrollment)?.Reason;
        Release(session, entry, order.Enrollment, ContactReason.NoLongerSo);
        return ContactReason.NoLongerSo;
    }

    private static void Release(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, string why)
    {
        if (session.Record.Ledger.Find(entry.Message) is not { Status: ContactStatus.Reserved })
            return;
        session.Record.Set(session.Record.Ledger.Without(entry.Message));
        session.Record.Add(About(session, entry, enrollment, TimelineEventKind.Released) with { Reason = why });
        SignalEnrollment(session, enrollment, entry, EventTypes.MessageFailed);
    }

    private static void Settle(CustomerSession session, DeliveryOrder order, DeliveryResult result)
    {
        var sent = result.Status == DeliveryStatus.Sent;
        // Who was given up as interrupted may come back with the truth.
        if (session.Record.Ledger.Find(order.Request.Message) is { } entry
            && (entry.Status is ContactStatus.Reserved or ContactStatus.Sending || (sent && entry.Status == ContactStatus.Unknown)))
            Settle(session, entry, order.Enrollment, result with { Evidence = WithConsent(session, order, result.Evidence) }, order.To);
    }

    private static void Settle(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, DeliveryResult result, string? to)
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
        || ledger.Entries.Any(other => other.Enrollment == entry.Enrollment && other.Status is ContactStatus.Sent or ContactStatus.Unknown)
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

    private static TimelineEvent About(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, string kind) =>
        session.About(enrollment, kind) with { Step = entry.Step, Channel = entry.Channel, Message = entry.Message };
}
