using Campaigns.Runtime.Ports;
using NodaTime;
using Polly.CircuitBreaker;

namespace Campaigns.Senders.Resilience;

/// <summary>What can be seen of a circuit breaker from outside: its state, when it tries again, and what failed last.</summary>
internal sealed class BreakerWatch(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Instant? _openUntil;
    private string? _lastFailure;

    /// <summary>To be given to the breaker, which fills it in.</summary>
    public CircuitBreakerStateProvider State { get; } = new();

    /// <summary>How it stands.</summary>
    public ProviderBreaker Now
    {
        get
        {
            var state = State.CircuitState switch
            {
                CircuitState.Open or CircuitState.Isolated => BreakerState.Open,
                CircuitState.HalfOpen => BreakerState.HalfOpen,
                _ => BreakerState.Closed,
            };
            lock (_lock)
                return new(state) { OpenUntil = state == BreakerState.Open ? _openUntil : null, LastFailure = _lastFailure };
        }
    }

    /// <summary>Notes that the breaker opened.</summary>
    public ValueTask Opened(TimeSpan @for)
    {
        lock (_lock)
            _openUntil = Instant.FromDateTimeOffset(time.GetUtcNow()) + Duration.FromTimeSpan(@for);
        return ValueTask.CompletedTask;
    }

    /// <summary>Notes what an attempt came to.</summary>
    public void Answered(ProviderResult answer)
    {
        if (answer is not (ProviderResult.Unavailable or ProviderResult.Unknown))
            return;
        lock (_lock)
            _lastFailure = answer is ProviderResult.Unavailable away ? away.Reason : ((ProviderResult.Unknown)answer).Reason;
    }
}
