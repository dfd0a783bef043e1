using Campaigns.Model;
using Campaigns.Model.Messages;
using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>A service that delivers messages of one or more channels: the one contract every channel goes through.</summary>
public interface IChannelProvider
{
    /// <summary>The provider's name in timeline events and settings, for example <c>outbox</c> or <c>smtp</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the same <see cref="OutgoingMessage.Id"/> given twice delivers once. Where false, the sender notes the
    /// attempt before it calls and never calls again without an answer (at-most-once).
    /// </summary>
    bool HonoursIdempotencyKey { get; }

    /// <summary>How many messages it can work on at the same time; more only wait for each other inside it.</summary>
    int MaxConcurrency => int.MaxValue;

    /// <summary>The circuit breaker before it; null: there is none, so every message is an attempt.</summary>
    ProviderBreaker? Breaker => null;

    /// <summary>
    /// What the provider's own reports and replies will name, where they name neither our message nor the customer: the
    /// sender then writes down beforehand whom it belongs to. None: nothing is to be written down.
    /// </summary>
    IReadOnlyList<string> ReportKeysOf(OutgoingMessage message) => [];

    /// <summary>
    /// Hands one message over. Expected outcomes are answers, not exceptions; an exception counts as <see cref="ProviderResult.Unknown"/>.
    /// </summary>
    ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel);
}

/// <summary>A message as a provider gets it.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="Channel">The channel it goes by.</param>
/// <param name="To">The address: E.164 number, mailbox, push token, agent id.</param>
/// <param name="Content">The rendered text.</param>
/// <param name="Locale">The BCP 47 locale the text is in.</param>
/// <param name="At">The instant of sending.</param>
/// <param name="Unsubscribe">The one-click unsubscribe address (RFC 8058) of a marketing message, else null.</param>
/// <param name="Due">When a task is due; null for messages.</param>
public sealed record OutgoingMessage(
    MessageId Id, Channel Channel, string To, RenderedMessage Content, string Locale, Instant At,
    Uri? Unsubscribe = null, Instant? Due = null)
{
    /// <summary>
    /// What a provider that knows no customer sends back in its reports, so that they are known to be about this message; null: nothing.
    /// </summary>
    public string? ReportToken { get; init; }
}

/// <summary>What a provider said.</summary>
public abstract record ProviderResult
{
    private ProviderResult()
    {
    }

    /// <summary>Taken for delivery.</summary>
    /// <param name="ProviderId">The provider's own id of the message, for its reports.</param>
    public sealed record Accepted(string? ProviderId = null) : ProviderResult;

    /// <summary>Refused for good: trying again is pointless.</summary>
    /// <param name="Reason">A short code, for example <c>bad-address</c> or <c>hard-bounce</c>.</param>
    /// <param name="SuppressAddress">Whether this address must not be tried again.</param>
    public sealed record Rejected(string Reason, bool SuppressAddress) : ProviderResult;

    /// <summary>Certainly not accepted, but may be later: 429, 5xx before acceptance, connection refused.</summary>
    /// <param name="Reason">A short code.</param>
    /// <param name="RetryAfter">The provider's own hint.</param>
    public sealed record Unavailable(string Reason, Duration? RetryAfter = null) : ProviderResult;

    /// <summary>Nobody knows whether it was accepted: a timeout after the request was written, a lost connection.</summary>
    /// <param name="Reason">A short code.</param>
    public sealed record Unknown(string Reason) : ProviderResult;
}
