using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Delivery;

/// <summary>
/// The sender's side of the ledger: looks once more whether a queued message may go, and writes down what became of it.
/// Whatever reaches the queue twice leaves it once.
/// </summary>
public sealed class DeliveryService(CampaignRunner runner)
{
    private readonly DeliveryChecks _checks = new(runner);
    private readonly SharedCapClaims _claims = new(runner);

    /// <summary>Looks whether a message taken from a queue is still to be sent: reserved, wanted, reachable, in time.</summary>
    /// <param name="request">The message.</param>
    /// <param name="dequeueCount">How often the queue has given it out.</param>
    /// <param name="repeatable">Whether the provider delivers a message once though it is given twice.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<DeliveryDecision> OpenAsync(
        MessageRequest request, int dequeueCount, bool repeatable, CancellationToken cancel)
    {
        var record = Recent(request) ?? await runner.Customers.LoadAsync(request.Customer, cancel);
        if (dequeueCount > 1)
            await _claims.ReleaseAsync(record, request, cancel);
        var decision = await OpenAsync(request, dequeueCount, repeatable, record, cancel);
        if (decision is not DeliveryDecision.Send)
            await AnnounceAsync(request.Customer, record, cancel);
        return decision;
    }

    /// <summary>
    /// Before a message is put back, or dropped: announces to the publisher what was saved with it and not announced, as the message answers
    /// for that (<see cref="Outbox.TimelineOutbox"/>).
    /// </summary>
    /// <param name="customer">Whose message.</param>
    /// <param name="cancel">Stops it.</param>
    public ValueTask AnnounceAsync(CustomerId customer, CancellationToken cancel) => AnnounceAsync(customer, seen: null, cancel);

    /// <summary>The same for a message that was opened.</summary>
    public ValueTask AnnounceAsync(DeliveryOrder order, CancellationToken cancel) =>
        AnnounceAsync(order.Request.Customer, order.Record, cancel);

    private async ValueTask AnnounceAsync(CustomerId customer, CustomerRecord? seen, CancellationToken cancel)
    {
        if (runner.Units.Publishes && (seen ?? await runner.Customers.LoadAsync(customer, cancel)).Unannounced is not null)
            await runner.Units.RunAsync(customer, static session => session.HandlesMessage = true, cancel);
    }

    /// <summary>
    /// Writes down that the attempt begins: from now on the message can no longer be withdrawn, so nothing goes out that
    /// the ledger does not know. Then it takes its slots under the caps that it shares with others, of which only one who has begun it
    /// takes any. Who changed the customer since it was opened is heard first.
    /// </summary>
    /// <returns>The order, begun; another that must be rendered anew; or nothing to send after all.</returns>
    public async ValueTask<DeliveryDecision> BeginAsync(DeliveryOrder order, int dequeueCount, bool repeatable, CancellationToken cancel)
    {
        var decision = await TryBeginAsync(order, dequeueCount, repeatable, cancel);
        if (decision is not DeliveryDecision.Send)
            await AnnounceAsync(order.Request.Customer, cancel);
        return decision;
    }

    private async ValueTask<DeliveryDecision> TryBeginAsync(
        DeliveryOrder order, int dequeueCount, bool repeatable, CancellationToken cancel)
    {
        var shared = await _claims.ReadAsync(order, cancel);
        if (order.Uncertain) // an earlier attempt's note still stands
            return await _claims.TakeAsync(order, shared, cancel) is { Full: null } again
                ? new DeliveryDecision.Send(again.Order with { Started = true })
                : await InterruptAsync(order, cancel);
        if (_claims.FindRoom(order, shared) is { } full)
            return await PutOffAsync(order, ContactStatus.Reserved, full, dequeueCount, repeatable, cancel);
        CustomerRecord? changed = null;
        var session = await runner.Units.RunAsync(order.Request.Customer, session =>
        {
            changed = ReferenceEquals(session.Record, order.Record) ? null : session.Record;
            if (changed is null)
                session.Record.Set(session.Record.Ledger.With(order.Entry! with
                {
                    Status = ContactStatus.Sending,
                    AddressHash = order.Entry.Channel == Channel.Agent ? null : session.Ids.AddressHash(order.Entry.Channel, order.To),
                    SharedLedgers = _claims.SlotsOf(order, shared),
                }));
        }, cancel, order.Record);
        if (changed is not null)
            return await OpenAsync(order.Request, dequeueCount, repeatable, changed, cancel);
        var begun = order with { Started = true, Record = session!.Record.Next() };
        var slots = await _claims.TakeAsync(begun, shared, cancel);
        return slots.Full is { } taken
            ? await PutOffAsync(begun, ContactStatus.Sending, taken, dequeueCount, repeatable, cancel)
            : new DeliveryDecision.Send(slots.Order);
    }

    /// <summary>Gives a message that finds no room under a shared cap another place, as its own ledger's rules do.</summary>
    /// <param name="order">The message.</param>
    /// <param name="status">How far it has come; if it is any further, another is at it.</param>
    /// <param name="shared">What its household and its address have had.</param>
    /// <param name="dequeueCount">How often the queue has given it out.</param>
    /// <param name="repeatable">Whether the provider delivers a message once though it is given twice.</param>
    /// <param name="cancel">Stops it.</param>
    private async ValueTask<DeliveryDecision> PutOffAsync(
        DeliveryOrder order, ContactStatus status, IReadOnlyList<SharedContacts> shared, int dequeueCount, bool repeatable,
        CancellationToken cancel)
    {
        string? why = null;
        await runner.Units.RunAsync(order.Request.Customer, session =>
        {
            why = "withdrawn";
            if (session.Record.Ledger.Find(order.Request.Message) is not { } entry || entry.Status != status || entry.At > session.Instant)
                return;
            var reserved = entry with { Status = ContactStatus.Reserved, Withdrawn = null };
            session.Record.Set(session.Record.Ledger.With(reserved));
            if (entry.Withdrawn is { } withdrawn)
                DeliveryRecorder.Release(session, reserved, order.Enrollment, withdrawn);
            else
                why = ContactScheduler.Defer(session, reserved, order.Enrollment, shared)?.Reason;
        }, cancel, order.Record);
        return why is null // meanwhile there is room
            ? await OpenAsync(order.Request, dequeueCount, repeatable, cancel)
            : new DeliveryDecision.Drop(why);
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
            session.HandlesMessage = true;
            if (session.Record.Ledger.Find(order.Request.Message) is not { Status: ContactStatus.Sending } attempted)
                return;
            wanted = attempted.Withdrawn is null;
            var reserved = attempted with { Status = ContactStatus.Reserved, Withdrawn = null };
            if (wanted && outage is { } away && (attempted.UnavailableAt is not { } told || told < away.Since))
            {
                reserved = reserved with { UnavailableAt = session.Instant };
                session.Record.Add(DeliveryRecorder.About(session, reserved, order.Enrollment, TimelineEventKind.Unavailable) with
                {
                    Reason = away.Reason,
                    Detail = AttributeBag.Of([new("until", away.NextTry.ToString())]),
                });
            }

            session.Record.Set(session.Record.Ledger.With(reserved));
            if (attempted.Withdrawn is { } why)
                DeliveryRecorder.Release(session, reserved, order.Enrollment, why);
        }, cancel, order.Record);
        return wanted;
    }

    /// <summary>Writes down what became of a message, and tells the journey if it waits for that.</summary>
    public async ValueTask SettleAsync(DeliveryOrder order, DeliveryResult result, CancellationToken cancel)
    {
        var session = await runner.Units.RunAsync(
            order.Request.Customer, session =>
            {
                session.HandlesMessage = true;
                DeliveryRecorder.Settle(session, order, result);
            }, cancel, order.Record);
        if (session is not null && result.Status != DeliveryStatus.Failed)
            await _claims.SettleAsync(order, session.Instant, cancel);
        // Its other messages are delivered next, and begin on what this one has left.
        if (session is not null && session.Record.Ledger.HasDue(session.Instant) && session.Record.Next() is { } saved)
            runner.Units.Recent.Keep(saved);
    }

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
            session.HandlesMessage = true;
            if (session.Record.Ledger.Find(request.Message) is not { Status: ContactStatus.Reserved or ContactStatus.Sending } entry
                || !request.IsCurrent(entry))
                return;
            var enrollment = session.Record.Enrollments.GetValueOrDefault(entry.Enrollment) ?? over
                ?? new EnrollmentRecord(entry.Enrollment, "", entry.Enrollment.Journey, 0, session.Instant);
            var status = entry.Status == ContactStatus.Sending ? DeliveryStatus.Unknown : DeliveryStatus.Failed;
            DeliveryRecorder.Settle(session, entry, enrollment,
                new(status) { Reason = DeliveryReason.DeadLettered, Evidence = AttributeBag.Of([new("error", error)]) }, to: null);
        }, cancel, record);
    }

    /// <summary>
    /// The customer as this process has saved them with the message: enough to begin the attempt on, which fails when it is out of date,
    /// but not to drop the message for.
    /// </summary>
    private CustomerRecord? Recent(MessageRequest request) =>
        runner.Units.Recent.Take(request.Customer) is { } record
        && record.Ledger.Find(request.Message) is { Status: ContactStatus.Reserved } entry && request.IsCurrent(entry)
        && entry.At <= runner.Now && record.Enrollments.ContainsKey(entry.Enrollment)
            ? record
            : null;

    private async ValueTask<DeliveryDecision> OpenAsync(
        MessageRequest request, int dequeueCount, bool repeatable, CustomerRecord record, CancellationToken cancel)
    {
        var entry = record.Ledger.Find(request.Message);
        if (entry?.Status == ContactStatus.Sent)
            return new DeliveryDecision.Drop("done");
        if (entry is null or { Status: ContactStatus.Planned or ContactStatus.Unknown } || !request.IsCurrent(entry))
        {
            if (AheadOfSave.PutBack(dequeueCount) is { } delay)
                return new DeliveryDecision.PutBack(delay);
            // Its save may still be under way, in a process that was frozen: without its message it must not succeed.
            if (runner.Units.QueuesAhead && !await ForestallSaveAsync(record, cancel))
                return new DeliveryDecision.PutBack(AheadOfSave.Soon); // somebody has saved, this perhaps
            return new DeliveryDecision.Drop(entry is null ? "withdrawn" : "superseded");
        }

        var enrollment = record.Enrollments.GetValueOrDefault(entry.Enrollment)
            ?? await runner.Customers.FindFinishedAsync(request.Customer, entry.Enrollment, cancel);
        var order = DeliveryOrder.Of(
            request, entry, enrollment, record, runner.Library.Current, runner.Now, await runner.Customers.MessageIdsAsync(cancel));
        if (entry.Status == ContactStatus.Sending)
            return await ResumeAttemptAsync(order, dequeueCount, repeatable, cancel);
        return entry.Channel != Channel.Agent && await _checks.RefuseOrDeferAsync(record, order, cancel) is { } why
            ? new DeliveryDecision.Drop(why)
            : new DeliveryDecision.Send(order);
    }

    /// <returns>False: somebody has saved meanwhile.</returns>
    private async ValueTask<bool> ForestallSaveAsync(CustomerRecord record, CancellationToken cancel)
    {
        try
        {
            return await runner.Customers.RenewTagAsync(record, cancel);
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            FaultMeter.Count("delivery", e);
            return true; // a customer who cannot be written is not saved either
        }
    }

    /// <summary>The queue's second delivery of an attempt that had begun means that nobody heard how it ended.</summary>
    private async ValueTask<DeliveryDecision> ResumeAttemptAsync(
        DeliveryOrder order, int dequeueCount, bool repeatable, CancellationToken cancel)
    {
        if (dequeueCount == 1)
            return new DeliveryDecision.Drop("attempted"); // the store queued it twice, and another has the other copy
        if (repeatable && !await _checks.IsForbiddenAsync(order, cancel))
            return new DeliveryDecision.Send(order with { Uncertain = true });
        return await InterruptAsync(order, cancel);
    }

    /// <summary>Nobody will find out how the attempt ended.</summary>
    private async ValueTask<DeliveryDecision> InterruptAsync(DeliveryOrder order, CancellationToken cancel)
    {
        await SettleAsync(order, new(DeliveryStatus.Unknown) { Reason = DeliveryReason.Interrupted }, cancel);
        return new DeliveryDecision.Drop(DeliveryReason.Interrupted);
    }

    /// <summary>Writes down what a provider's reports will name, so that they find the customer and the message.</summary>
    public ValueTask ExpectReportsAsync(DeliveryOrder order, string key, CancellationToken cancel) =>
        runner.Customers.Reports.AddAsync(key, new Addressee(order.Request.Customer, order.Request.Message), cancel);

    /// <summary>Writes down what the short link in a message stands for.</summary>
    public ValueTask ExpectClicksAsync(ShortLink link, CancellationToken cancel) => runner.Customers.Links.SaveAsync(link, cancel);
}
