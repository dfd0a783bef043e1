namespace Campaigns.Model.Events;

/// <summary>The event types that the product itself gives a meaning; every other type only starts, moves and ends journeys.</summary>
/// <remarks>docs/api.md describes the data of each.</remarks>
public static class EventTypes
{
    /// <summary>The customer's attributes have changed.</summary>
    public const string CustomerUpdated = "customer.updated";

    /// <summary>The customer agreed to be contacted.</summary>
    public const string CustomerConsented = "customer.consented";

    /// <summary>The customer refused to be contacted.</summary>
    public const string CustomerRefused = "customer.refused";

    /// <summary>The customer turned do-not-disturb on or off.</summary>
    public const string CustomerDoNotDisturb = "customer.do_not_disturb";

    /// <summary>The customer said how they prefer to be contacted.</summary>
    public const string CustomerPreferences = "customer.preferences";

    /// <summary>An address must not be tried any more.</summary>
    public const string CustomerSuppressed = "customer.suppressed";

    /// <summary>A suppressed address may be tried again.</summary>
    public const string CustomerUnsuppressed = "customer.unsuppressed";

    /// <summary>The customer's data is to be erased.</summary>
    public const string CustomerErased = "customer.erased";

    /// <summary>All types about a customer.</summary>
    public static readonly IReadOnlyList<string> OfCustomers =
    [
        CustomerUpdated, CustomerConsented, CustomerRefused, CustomerDoNotDisturb, CustomerPreferences, CustomerSuppressed,
        CustomerUnsuppressed, CustomerErased,
    ];

    /// <summary>A policy began; its status becomes <c>active</c>.</summary>
    public const string PolicyIssued = "policy.issued";

    /// <summary>A policy's attributes have changed.</summary>
    public const string PolicyUpdated = "policy.updated";

    /// <summary>A policy was renewed; its status becomes <c>active</c>.</summary>
    public const string PolicyRenewed = "policy.renewed";

    /// <summary>A policy ran out without renewal; its status becomes <c>lapsed</c>.</summary>
    public const string PolicyLapsed = "policy.lapsed";

    /// <summary>A policy was cancelled; its status becomes <c>cancelled</c>.</summary>
    public const string PolicyCancelled = "policy.cancelled";

    /// <summary>A provider accepted a message: a signal inside the product, not an event from outside.</summary>
    public const string MessageSent = "message.sent";

    /// <summary>A message will not go out, or was refused: a signal inside the product, not an event from outside.</summary>
    public const string MessageFailed = "message.failed";

    /// <summary>A message reached the device or mailbox.</summary>
    public const string MessageDelivered = "message.delivered";

    /// <summary>A message was opened.</summary>
    public const string MessageOpened = "message.opened";

    /// <summary>A link of a message was followed.</summary>
    public const string MessageClicked = "message.clicked";

    /// <summary>A message came back.</summary>
    public const string MessageBounced = "message.bounced";

    /// <summary>The customer reported a message as unwanted.</summary>
    public const string MessageComplained = "message.complained";

    /// <summary>The customer answered a message.</summary>
    public const string MessageReplied = "message.replied";
}
