namespace Campaigns.Runtime.Tracing;

/// <summary>
/// The tags of the product's spans. None is about a person: a customer's id is left out altogether, and a message's id is a hash
/// that leads to the customer only in the store (<c>campaigns explain</c>).
/// </summary>
/// <remarks>
/// Those of messaging are named by the OpenTelemetry semantic conventions
/// (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/); the others begin with <c>campaigns.</c>.
/// </remarks>
public static class SpanTags
{
    /// <summary>The messaging system: <c>campaigns</c>, whichever store is behind the queues.</summary>
    public const string System = "messaging.system";

    /// <summary>The queue.</summary>
    public const string Destination = "messaging.destination.name";

    /// <summary><c>send</c> or <c>process</c>.</summary>
    public const string OperationType = "messaging.operation.type";

    /// <summary>The same, as the convention requires a name beside the type.</summary>
    public const string OperationName = "messaging.operation.name";

    /// <summary>How many messages were sent or processed together, when it is more than one.</summary>
    public const string BatchCount = "messaging.batch.message_count";

    /// <summary>The id of a message to a customer: a hash of enrollment, step and attempt.</summary>
    public const string MessageId = "messaging.message.id";

    /// <summary>What went wrong: a result of a provider or publisher, or the type of an exception, never its text.</summary>
    public const string Error = "error.type";

    /// <summary>The channel.</summary>
    public const string Channel = "campaigns.channel";

    /// <summary>The journey.</summary>
    public const string Journey = "campaigns.journey";

    /// <summary>The journey's step.</summary>
    public const string Step = "campaigns.step";

    /// <summary>The provider.</summary>
    public const string Provider = "campaigns.provider";

    /// <summary>How often the queue has given the message out.</summary>
    public const string DequeueCount = "campaigns.dequeue_count";

    /// <summary>What became of it: of a delivery <c>sent</c>, <c>failed</c>, <c>unknown</c>, <c>dropped</c>, <c>returned</c>.</summary>
    public const string Outcome = "campaigns.outcome";

    /// <summary>How many attempts at a unit of work met another writer.</summary>
    public const string Conflicts = "campaigns.conflicts";

    /// <summary>How many events were accepted.</summary>
    public const string Accepted = "campaigns.events.accepted";

    /// <summary>How many events were not accepted: known before, ignored or rejected.</summary>
    public const string NotAccepted = "campaigns.events.not_accepted";

    /// <summary>How many events are published.</summary>
    public const string Published = "campaigns.events.published";
}
