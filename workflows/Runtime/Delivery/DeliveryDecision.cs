using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>What to do with a message taken from a channel's queue.</summary>
public abstract record DeliveryDecision
{
    private DeliveryDecision()
    {
    }

    /// <summary>Render it and give it to the provider, then settle.</summary>
    public sealed record Send(DeliveryOrder Order) : DeliveryDecision;

    /// <summary>Nothing is to be sent any more: sent before, withdrawn, refused, put off. The queue message is done with.</summary>
    /// <param name="Reason">For the log.</param>
    public sealed record Drop(string Reason) : DeliveryDecision;

    /// <summary>The ledger does not know of this copy yet, and may never do: to be put back, and looked at again.</summary>
    /// <param name="Delay">For how long.</param>
    public sealed record PutBack(Duration Delay) : DeliveryDecision;
}

/// <summary>A message whose turn has come, with everything its text needs.</summary>
/// <param name="Request">The message.</param>
/// <param name="Template">The template.</param>
/// <param name="To">The address.</param>
/// <param name="Enrollment">The enrollment that sends it.</param>
/// <param name="Journey">The version of the journey it is on.</param>
/// <param name="Step">The step.</param>
/// <param name="Profile">The customer, as fresh as the store.</param>
/// <param name="Policy">The policy's attributes, if it is about one.</param>
/// <param name="Now">The instant, in the customer's zone.</param>
/// <param name="Marketing">Whether it must offer a way out.</param>
/// <param name="Due">For tasks: when it is due.</param>
public sealed record DeliveryOrder(
    MessageRequest Request, string Template, string To, EnrollmentRecord Enrollment, JourneyDefinition Journey, StepId Step,
    CustomerProfile Profile, AttributeBag? Policy, ZonedDateTime Now, bool Marketing, Instant? Due)
{
    /// <summary>The locales to try, the customer's own first.</summary>
    public IReadOnlyList<string> Locales => Profile.Locales;

    /// <summary>When its turn came.</summary>
    public Instant Since => Entry?.At ?? Now.ToInstant();

    /// <summary>
    /// The policies it is about: <see cref="Policy"/> first, then those of the customer's other enrollments that joined the message.
    /// </summary>
    public IReadOnlyList<AttributeBag> Policies { get; init; } = [];

    /// <summary>The code of the short link that the message may have.</summary>
    public string LinkCode { get; init; } = "";

    /// <summary>Whether the attempt is written down, so that the provider may be called.</summary>
    public bool Started { get; init; }

    /// <summary>Whether an earlier attempt may have reached the customer: nobody heard how it ended.</summary>
    public bool Uncertain { get; init; }

    /// <summary>What was deployed when the message was opened: it is checked and written with that alone.</summary>
    public required ICampaignLibrary Library { get; init; }

    internal CustomerRecord? Record { get; init; }

    internal LedgerEntry? Entry { get; init; }

    /// <summary>The shared ledgers as they are with this attempt in them.</summary>
    internal ImmutableArray<SharedLedger> Slots { get; init; } = [];

    /// <summary>The order for a message whose turn has come.</summary>
    /// <param name="request">The message.</param>
    /// <param name="entry">Its place in the ledger.</param>
    /// <param name="enrollment">Whose message it is, running or finished; null: it is not known any more.</param>
    /// <param name="record">The customer.</param>
    /// <param name="library">What has been deployed.</param>
    /// <param name="instant">When.</param>
    /// <param name="ids">The ids of messages.</param>
    /// <exception cref="InvalidDataException">Its enrollment, journey or step does not exist.</exception>
    internal static DeliveryOrder Of(
        MessageRequest request, LedgerEntry entry, EnrollmentRecord? enrollment, CustomerRecord record, ICampaignLibrary library,
        Instant instant, MessageIds ids)
    {
        if (enrollment is null || library.Find(enrollment.Journey, enrollment.Version) is not { } journey
            || journey.Map.Find(entry.Step)?.Step is not { } step)
            throw new InvalidDataException(
                $"message {request.Message} belongs to step {entry.Step} of enrollment {entry.Enrollment}, which does not exist");
        var template = step switch
        {
            SendStep send => send.Template,
            TaskStep task => task.Template,
            _ => throw new InvalidDataException($"step {step.Id} of {journey.Id} sends nothing"),
        };
        var rules = library.ContactPolicy;
        return new DeliveryOrder(
            request, template, entry.To ?? record.Profile.AddressOf(entry.Channel) ?? "", enrollment, journey, step.Id, record.Profile,
            enrollment.Policy is { } id ? record.Policies.GetValueOrDefault(id) : null, instant.InZone(record.Profile.ZoneOr(rules.TimeZone)),
            Marketing: entry.Channel != Channel.Agent && rules.PurposeOf(journey.Category) != "service", entry.Deadline)
        {
            Library = library,
            Entry = entry,
            Record = record,
            Policies = [.. JointMessages.PoliciesOf(record, enrollment, entry.Message)],
            LinkCode = ids.LinkCode(request.Message),
        };
    }
}

/// <summary>How an attempt ended, for the ledger and the timeline.</summary>
/// <param name="Status">What became of it.</param>
public sealed record DeliveryResult(DeliveryStatus Status)
{
    /// <summary>A code when it failed or nobody knows.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the address must not be tried again.</summary>
    public bool SuppressAddress { get; init; }

    /// <summary>What proves the contact: provider, its id, template version, locale.</summary>
    public AttributeBag? Evidence { get; init; }
}

/// <summary>How an attempt ended.</summary>
public enum DeliveryStatus
{
    /// <summary>The provider took it.</summary>
    Sent,

    /// <summary>Refused for good: the slot is free again.</summary>
    Failed,

    /// <summary>Nobody knows: the slot stays taken.</summary>
    Unknown,
}

/// <summary>Why a message could not be handed over this time, for the timeline.</summary>
/// <param name="Reason">A code: a <see cref="Campaigns.Model.Timeline.DeliveryReason"/>.</param>
/// <param name="Since">When the provider began not to answer: a message tells of the same outage once.</param>
/// <param name="NextTry">When the message is tried again.</param>
public readonly record struct ProviderOutage(string Reason, Instant Since, Instant NextTry);
