using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Engine;
using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Ports;

namespace Campaigns.Workflows.Runtime.Delivery;

/// <summary>
/// The sender's side of the ledger: looks once more whether a queued message may go, and writes down what became of it.
/// Whatever reaches the queue twice leaves it once.
/// </summary>
public sealed class DeliveryDesk(CampaignRunner runner)
{
    /// <summary>Looks whether a message taken from a queue is still to be sent: reserved, wanted, reachable, in time.</summary>
    /// <param name="request">The message.</param>
    /// <param name="dequeueCount">How often the queue has given it out.</param>
    /// <param name="atMostOnce">Whether the provider would deliver a repeated call twice: then the attempt is written down first.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<DeliveryStep> OpenAsync(MessageRequest request, int dequeueCount, bool atMostOnce, CancellationToken cancel)
    {
        var record = await runner.Customers.LoadAsync(request.Customer, cancel);
        if (record.Ledger.Find(request.Message) is not { } entry)
            return new DeliveryStep.Drop("withdrawn");
        if (entry.Status is ContactStatus.Sent or ContactStatus.Unknown or ContactStatus.Planned)
            return new DeliveryStep.Drop("done");
        var enrollment = record.Enrollments.GetValueOrDefault(entry.Enrollment)
            ?? await runner.Customers.FindFinishedAsync(request.Customer, entry.Enrollment, cancel);
        if (enrollment is null || runner.Library.Find(enrollment.Journey, enrollment.Version) is not { } journey
            || journey.Map.Find(entry.Step)?.Step is not { } step)
            throw new InvalidDataException($"message {request.Message} belongs to step {entry.Step} of enrollment {entry.Enrollment}, which does not exist");
        if (entry.Status == ContactStatus.Sending)
        {
            // The queue's second delivery of the same attempt means that the first one died in the provider's hands.
            if (dequeueCount > 1)
                await SettleAsync(Order(request, entry, enrollment, journey, step, record), new(DeliveryStatus.Unknown) { Reason = "interrupted" }, cancel);
            return new DeliveryStep.Drop("attempted");
        }

        if (entry.Channel != Channel.Agent && await HoldBackAsync(record, entry, enrollment, cancel) is { } why)
            return new DeliveryStep.Drop(why);
        var order = Order(request, entry, enrollment, journey, step, record);
        if (!atMostOnce)
            return new DeliveryStep.Send(order);
        var mine = false;
        await runner.RunAsync(request.Customer, session => mine = BeginAttempt(session, entry), standing: null, cancel, record);
        if (!mine)
            return new DeliveryStep.Drop("withdrawn"); // or another has begun, who got the same message from the queue
        order.Record = null; // written since: settling reads afresh
        return new DeliveryStep.Send(order);
    }

    /// <summary>Takes back a written-down attempt that certainly was not accepted, so that it may be made again.</summary>
    public async ValueTask ReopenAsync(DeliveryOrder order, CancellationToken cancel) =>
        await runner.RunAsync(order.Request.Customer, session =>
        {
            if (session.Record.Ledger.Find(order.Request.Message) is { Status: ContactStatus.Sending } attempted)
                session.Record.Set(session.Record.Ledger.With(attempted with { Status = ContactStatus.Reserved }));
        }, standing: null, cancel, order.Record);

    /// <summary>Writes down what became of a message, and tells the journey if it waits for that.</summary>
    public async ValueTask SettleAsync(DeliveryOrder order, DeliveryResult result, CancellationToken cancel) =>
        await runner.RunAsync(order.Request.Customer, session => Settle(session, order, result), standing: null, cancel, order.Record);

    private static DeliveryOrder Order(
        MessageRequest request, LedgerEntry entry, EnrollmentRecord enrollment, JourneyDefinition journey, Step step, CustomerRecord record, NodaTime.ZonedDateTime now)
    {
        var template = step switch
        {
            SendStep send => send.Template,
            TaskStep task => task.Template,
            _ => throw new InvalidDataException($"step {step.Id} of {journey.Id} sends nothing"),
        };
        var policy = enrollment.Policy is { } id ? record.Policies.GetValueOrDefault(id) : null;
        var to = entry.To ?? record.Profile.AddressOf(entry.Channel) ?? "";
        return new DeliveryOrder(request, template, to, enrollment, journey, step.Id, record.Profile, policy, now, Marketing: false, entry.Deadline)
        {
            Entry = entry, Record = record,
        };
    }

    private DeliveryOrder Order(
        MessageRequest request, LedgerEntry entry, EnrollmentRecord enrollment, JourneyDefinition journey, Step step, CustomerRecord record)
    {
        var policy = runner.Library.ContactPolicy;
        var now = runner.Now.InZone(record.Profile.ZoneOr(policy.TimeZone));
        return Order(request, entry, enrollment, journey, step, record, now) with
        {
            Marketing = entry.Channel != Channel.Agent && policy.PurposeOf(journey.Category) != "service",
        };
    }

    /// <summary>What has changed since the slot was taken that forbids sending now.</summary>
    private async ValueTask<string?> HoldBackAsync(CustomerRecord record, LedgerEntry entry, EnrollmentRecord enrollment, CancellationToken cancel)
    {
        var policy = runner.Library.ContactPolicy;
        var now = runner.Now;
        if (runner.Library.Journeys.FirstOrDefault(live => live.Definition.Id == enrollment.Journey)?.Status == JourneyStatus.Paused)
            return "paused"; // resuming queues it again
        var refusal = entry.Deadline < now ? new Blocking("expired") { Frees = entry.Deadline }
            : Reach.Refusal(entry.Category, record.Profile, policy) ?? Reach.Refusal(entry.Channel, entry.Category, record.Profile, policy, now);
        if (refusal is not null)
        {
            await runner.RunAsync(record.Id, session => Release(session, entry, enrollment, refusal.Reason), standing: null, cancel, record);
            return refusal.Reason;
        }

        if (entry.At > now)
            return "put off"; // its alarm queues it again
        string? why = null;
        await runner.RunAsync(record.Id, session => why = PutOff(session, entry.Message, enrollment), standing: null, cancel, record);
        return why;
    }

    private static bool BeginAttempt(CustomerSession session, LedgerEntry entry)
    {
        if (session.Record.Ledger.Find(entry.Message) is not { Status: ContactStatus.Reserved } reserved)
            return false;
        session.Record.Set(session.Record.Ledger.With(reserved with { Status = ContactStatus.Sending }));
        return true;
    }

    /// <summary>Holds a message to the timing rules once more, and gives it another place where they forbid this instant.</summary>
    /// <returns>Null: it may go; otherwise why not.</returns>
    private static string? PutOff(CustomerSession session, MessageId message, EnrollmentRecord enrollment)
    {
        if (session.Record.Ledger.Find(message) is not { Status: ContactStatus.Reserved } entry || entry.At > session.Instant)
            return "withdrawn"; // or it has been put off already: it lay in the queue twice
        return ContactWalk.PutOff(session, entry, enrollment)?.Reason;
    }

    private static void Release(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, string why)
    {
        if (session.Record.Ledger.Find(entry.Message) is not { Status: ContactStatus.Reserved })
            return;
        session.Record.Set(session.Record.Ledger.Without(entry.Message));
        session.Record.Add(About(session, entry, enrollment, FactKind.Released) with { Reason = why });
        Tell(session, enrollment, entry, "message.failed");
    }

    private static void Settle(CustomerSession session, DeliveryOrder order, DeliveryResult result)
    {
        var entry = order.Entry!;
        if (session.Record.Ledger.Find(entry.Message) is not { Status: ContactStatus.Reserved or ContactStatus.Sending } current)
            return;
        var ledger = session.Record.Ledger;
        session.Record.Set(result.Status == DeliveryStatus.Failed || entry.Channel == Channel.Agent
            ? ledger.Without(entry.Message)
            : ledger.With(current with { Status = result.Status == DeliveryStatus.Sent ? ContactStatus.Sent : ContactStatus.Unknown, At = session.Instant, Deadline = null }));
        var kind = result.Status switch
        {
            DeliveryStatus.Sent when entry.Channel == Channel.Agent => FactKind.Task,
            DeliveryStatus.Sent => FactKind.Sent,
            DeliveryStatus.Failed => FactKind.Failed,
            _ => FactKind.Unknown,
        };
        session.Record.Add(About(session, entry, order.Enrollment, kind) with
        {
            Reason = result.Reason, Detail = kind == FactKind.Failed ? result.Evidence : WithFirst(result.Evidence, ledger, entry),
        });
        if (result.SuppressAddress)
        {
            session.Record.Set(session.Record.Profile with
            {
                Suppressions = session.Record.Profile.Suppressions.Add(new Suppression(entry.Channel, order.To, result.Reason ?? "rejected", session.Instant)),
            });
        }

        Tell(session, order.Enrollment, entry, kind == FactKind.Failed ? "message.failed" : "message.sent");
    }

    /// <summary>Marks the first message of an enrollment, so that statistics can count people and not only messages.</summary>
    private static AttributeBag? WithFirst(AttributeBag? evidence, ContactLedger ledger, LedgerEntry entry) =>
        entry.Channel == Channel.Agent || ledger.Entries.Any(other => other.Enrollment == entry.Enrollment && other.Status is ContactStatus.Sent or ContactStatus.Unknown)
            ? evidence
            : (evidence ?? AttributeBag.Empty).With([new("first", true)]);

    /// <summary>Tells the journey when it waits for the outcome of this very message.</summary>
    private static void Tell(CustomerSession session, EnrollmentRecord enrollment, LedgerEntry entry, string type)
    {
        if (session.Record.Enrollments.GetValueOrDefault(enrollment.Id) is not { State.Phase: StepPhase.AwaitingReport } waiting
            || waiting.State.Contact?.Message != entry.Message
            || session.Library.Find(waiting.Journey, waiting.Version) is not { } journey)
            return;
        new EnrollmentWalk(session, journey, waiting)
            .Take(new Signal.Happened(type, session.Instant, AttributeBag.Empty, [], Exit: null) { Message = entry.Message });
    }

    private static Fact About(CustomerSession session, LedgerEntry entry, EnrollmentRecord enrollment, string kind) =>
        session.About(enrollment, kind) with { Step = entry.Step, Channel = entry.Channel, Message = entry.Message };
}
