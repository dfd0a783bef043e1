using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Model.Timeline;

/// <summary>One thing that happened, or was decided not to, for one customer: a line of the timeline.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">One of <see cref="TimelineEventKind"/>.</param>
public sealed record TimelineEvent(Instant Time, string Kind)
{
    /// <summary>The journey.</summary>
    public JourneyId? Journey { get; init; }

    /// <summary>The journey's version.</summary>
    public int? Version { get; init; }

    /// <summary>The enrollment.</summary>
    public EnrollmentId? Enrollment { get; init; }

    /// <summary>The policy it is about.</summary>
    public PolicyId? Policy { get; init; }

    /// <summary>The step.</summary>
    public StepId? Step { get; init; }

    /// <summary>The channel.</summary>
    public Channel? Channel { get; init; }

    /// <summary>The reason code of a silence, or the outcome of an end.</summary>
    public string? Reason { get; init; }

    /// <summary>The message.</summary>
    public MessageId? Message { get; init; }

    /// <summary>Numbers and names that explain it: <c>until</c>, <c>limit</c>, <c>used</c>, <c>value</c>, <c>holdout</c>, …</summary>
    public AttributeBag? Detail { get; init; }
}

/// <summary>The kinds of timeline events.</summary>
public static class TimelineEventKind
{
    /// <summary>A customer entered a journey.</summary>
    public const string Entered = "entered";

    /// <summary>A future contact became known.</summary>
    public const string Planned = "planned";

    /// <summary>A slot was taken.</summary>
    public const string Reserved = "reserved";

    /// <summary>The contact policy put a message off.</summary>
    public const string Deferred = "deferred";

    /// <summary>A message will not be sent.</summary>
    public const string Refused = "refused";

    /// <summary>A reserved message had to make way.</summary>
    public const string Bumped = "bumped";

    /// <summary>A reserved message was withdrawn.</summary>
    public const string Released = "released";

    /// <summary>A provider took a message.</summary>
    public const string Sent = "sent";

    /// <summary>
    /// A message could not be handed over because its provider did not take it, and will be tried again: the reason is a
    /// <see cref="DeliveryReason"/>, the detail <c>until</c> the next try. Once for a message and an outage, however many tries there are.
    /// </summary>
    public const string Unavailable = "unavailable";

    /// <summary>A provider refused a message for good.</summary>
    public const string Failed = "failed";

    /// <summary>Nobody knows whether a provider took a message.</summary>
    public const string Unknown = "unknown";

    /// <summary>
    /// Somebody decided what became of a message of which nobody knew: the reason is <c>sent</c> or <c>not-sent</c>, the details are
    /// <c>by</c> whom and <c>because</c> of what, and <c>again</c> where it is to be sent once more.
    /// </summary>
    public const string Settled = "settled";

    /// <summary>A message reached the customer's device or mailbox.</summary>
    public const string Delivered = "delivered";

    /// <summary>A message was opened.</summary>
    public const string Opened = "opened";

    /// <summary>A link of a message was followed.</summary>
    public const string Clicked = "clicked";

    /// <summary>The journey's goal was reached.</summary>
    public const string Converted = "converted";

    /// <summary>An exit rule, or somebody, ended an enrollment.</summary>
    public const string Exited = "exited";

    /// <summary>Moved to another version of its journey; <c>from</c> and <c>to</c> are the versions, <c>moved_from</c> the step it stood at,
    /// where it stands at another now.</summary>
    public const string Migrated = "migrated";

    /// <summary>An enrollment ran to its end.</summary>
    public const string Ended = "ended";

    /// <summary>A held enrollment waits for a better journey of its group, or goes on.</summary>
    public const string Held = "held";

    /// <summary>
    /// An event came in that ended an enrollment or a wait, or that a wait to come will count: the step is the wait, the reason the event's
    /// type.
    /// </summary>
    public const string Event = "event";

    /// <summary>The customer agreed to, or refused, being contacted: the reason is <c>granted</c> or <c>refused</c>.</summary>
    public const string Consent = "consent";

    /// <summary>
    /// The customer answered a message: the reason is <c>help</c> or <c>start</c> where the answer asks for that. What refuses is a
    /// <see cref="Consent"/>.
    /// </summary>
    public const string Replied = "replied";

    /// <summary>Do-not-disturb was turned: the reason is <c>on</c> or <c>off</c>.</summary>
    public const string DoNotDisturb = "do_not_disturb";

    /// <summary>The customer told how they prefer to be contacted.</summary>
    public const string Preferences = "preferences";

    /// <summary>An address must not be tried any more, or for a time: the reason is the cause.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>An address may be tried again: the reason is how that came.</summary>
    public const string Unsuppressed = "unsuppressed";

    /// <summary>A follow-up task went to an agent.</summary>
    public const string Task = "task";

    /// <summary>An event was published to the outside.</summary>
    public const string Published = "published";

    /// <summary>Something in the data is odd; a default was used.</summary>
    public const string Warning = "warning";

    /// <summary>Work of the customer failed and is tried again: the reason is a <see cref="FaultReason"/>.</summary>
    public const string Faulted = "faulted";

    /// <summary>Work of the customer was given up after several attempts and is a dead letter now.</summary>
    public const string Parked = "parked";
}
