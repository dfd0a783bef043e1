using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>The circuit breaker before a provider at one moment, and what the attempts behind it came to last.</summary>
/// <param name="State">Whether it lets attempts through.</param>
public sealed record ProviderBreaker(BreakerState State)
{
    /// <summary>While it is open: when it lets one message try; else null.</summary>
    public Instant? OpenUntil { get; init; }

    /// <summary>The reason of the last attempt that failed, as a provider answers it; null: none has.</summary>
    public string? LastFailure { get; init; }
}

/// <summary>The states of a circuit breaker.</summary>
public enum BreakerState
{
    /// <summary>Attempts reach the provider.</summary>
    Closed,

    /// <summary>The provider failed too often: attempts are refused without asking it.</summary>
    Open,

    /// <summary>One message tries whether the provider is back.</summary>
    HalfOpen,
}
