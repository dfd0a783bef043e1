using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>Tells other systems what happened: an Event Grid topic, or any address that takes CloudEvents.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Hands events over, together or not at all as far as the receiver allows. The same events may be handed over
    /// again under the same ids. Expected outcomes are answers, not exceptions.
    /// </summary>
    ValueTask<PublishResult> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel);
}

/// <summary>An event for other systems, in the terms of CloudEvents 1.0. Holds ids, codes and numbers, no personal data.</summary>
/// <param name="Id">The same whenever the same timeline event is published, so that a receiver can tell a repetition.</param>
/// <param name="Type">For example <c>campaigns.message.sent</c>.</param>
/// <param name="Subject">Journey and step, for filters; null when it belongs to none.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Sequence">Sorts the events of one customer, by ordinal.</param>
/// <param name="Data">A JSON object in UTF-8.</param>
public sealed record OutgoingEvent(string Id, string Type, string? Subject, Instant Time, string Sequence, ReadOnlyMemory<byte> Data);

/// <summary>What a receiver of events said.</summary>
public abstract record PublishResult
{
    private PublishResult()
    {
    }

    /// <summary>It has them.</summary>
    public sealed record Accepted : PublishResult;

    /// <summary>It will never take these events as they are.</summary>
    /// <param name="Reason">A short code, for example <c>http-400</c>.</param>
    public sealed record Refused(string Reason) : PublishResult;

    /// <summary>It may take them later: away, overloaded, or set up wrongly.</summary>
    /// <param name="Reason">A short code, for example <c>http-503</c>.</param>
    /// <param name="RetryAfter">The receiver's own hint.</param>
    public sealed record Unavailable(string Reason, Duration? RetryAfter = null) : PublishResult;
}
