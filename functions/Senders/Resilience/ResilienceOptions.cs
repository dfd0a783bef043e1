using Campaigns.Senders.Settings;

namespace Campaigns.Senders.Resilience;

/// <summary>How patiently a provider is used.</summary>
public sealed record ResilienceOptions
{
    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first, within one send. Zero leaves every retry to the queue.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The wait before the first retry; it doubles for each further one, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest wait within one send. A provider that asks for more gets its way, but in the queue: a waiting send
    /// would outlive its lease.
    /// </summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The share of failed attempts, above zero to 1, at which the breaker opens.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Attempts within <see cref="SamplingWindow"/> before the share counts; at least 2.</summary>
    public int MinimumAttempts { get; init; } = 10;

    /// <summary>The time over which the share is taken.</summary>
    public TimeSpan SamplingWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the breaker stays open before one message may try.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts per minute the provider allows; null for no limit.</summary>
    public int? MessagesPerMinute { get; init; }

    /// <summary>How many attempts a rested limiter lets through at once; by default a tenth of a minute's, at least one.</summary>
    public int? Burst { get; init; }

    internal void Check(SettingCheck check)
    {
        check.RequireSpan(AttemptTimeout, "attemptTimeout");
        check.RequireBetween(Retries, 0, 10, "retries");
        check.RequireSpan(FirstDelay, "firstDelay");
        check.RequireSpan(LongestDelay, "longestDelay");
        check.Require(FirstDelay <= LongestDelay, "firstDelay", $"is {FirstDelay}, longer than longestDelay {LongestDelay}");
        check.RequireBetween(FailureRatio, 0.01, 1, "failureRatio");
        check.RequireBetween(MinimumAttempts, 2, 10_000, "minimumAttempts");
        // Polly's circuit breaker refuses less than half a second.
        check.Require(SamplingWindow >= TimeSpan.FromSeconds(0.5) && SamplingWindow <= TimeSpan.FromDays(1), "samplingWindow",
            $"is {SamplingWindow}; expected half a second to a day");
        check.Require(BreakFor >= TimeSpan.FromSeconds(0.5) && BreakFor <= TimeSpan.FromDays(1), "breakFor",
            $"is {BreakFor}; expected half a second to a day");
        check.RequireBetween(MessagesPerMinute ?? 1, 1, 1_000_000, "messagesPerMinute");
        check.RequireBetween(Burst ?? 1, 1, 1_000_000, "burst");
    }
}
