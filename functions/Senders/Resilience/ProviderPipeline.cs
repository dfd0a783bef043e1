using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using NodaTime;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace Campaigns.Senders.Resilience;

/// <summary>Builds the Polly pipeline around a provider: retry, then limiter, then breaker, then timeout, then the attempt.</summary>
internal static class ProviderPipeline
{
    /// <summary>
    /// The longest a send may take with its retries. The queue hides a message for a minute; a send that took longer would overlap with
    /// the next delivery of its own message.
    /// </summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(50);

    /// <summary>When the send began, as a timestamp of the clock.</summary>
    public static readonly ResiliencePropertyKey<long> Begun = new("begun");

    public static ResiliencePipeline<ProviderResult> Build(
        ResilienceOptions options, bool repeatable, TimeProvider time, Func<double> random, BreakerWatch breaker)
    {
        var builder = new ResiliencePipelineBuilder<ProviderResult> { TimeProvider = time };
        if (options.Retries > 0)
            builder.AddRetry(Retry(options, repeatable, time, random));
        // Outside the breaker: a refusal by the limiter inside it would pass for the success that closes it.
        if (options.MessagesPerMinute is { } perMinute)
            builder.AddRateLimiter(new TokenBucket(perMinute, options.Burst ?? Math.Max(1, perMinute / 10), time));
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ProviderResult>
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumAttempts,
                SamplingDuration = options.SamplingWindow,
                BreakDuration = options.BreakFor,
                ShouldHandle = args => new(args.Outcome.Result is ProviderResult.Unavailable or ProviderResult.Unknown),
                StateProvider = breaker.State,
                OnOpened = args => breaker.Opened(args.BreakDuration),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
            .Build();
    }

    private static RetryStrategyOptions<ProviderResult> Retry(
        ResilienceOptions options, bool repeatable, TimeProvider time, Func<double> random) => new()
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstDelay,
            MaxDelay = options.LongestDelay,
            Randomizer = random,
            ShouldHandle = args => new(HasTime(args.Context, options, time) && args.Outcome.Result switch
            {
                ProviderResult.Unavailable { RetryAfter: { } hint } => hint.ToTimeSpan() <= options.LongestDelay,
                ProviderResult.Unavailable => true,
                ProviderResult.Unknown => repeatable,
                _ => false,
            }),
            DelayGenerator = args => new(
                args.Outcome.Result is ProviderResult.Unavailable { RetryAfter: { } hint } ? hint.ToTimeSpan() : null),
        };

    /// <summary>Whether another attempt, after the longest pause, would end within the budget.</summary>
    private static bool HasTime(ResilienceContext context, ResilienceOptions options, TimeProvider time) =>
        context.Properties.TryGetValue(Begun, out var begun)
        && time.GetElapsedTime(begun) + options.LongestDelay + options.AttemptTimeout <= Budget;

    /// <summary>What a pipeline that refused the attempt has to say, or null when it broke for another reason.</summary>
    public static ProviderResult.Unavailable? Refusal(ExecutionRejectedException refusal) => refusal switch
    {
        BrokenCircuitException open => new(DeliveryReason.BreakerOpen, Hint(open.RetryAfter)),
        RateLimiterRejectedException limited => new(DeliveryReason.RateLimited, Hint(limited.RetryAfter)),
        _ => null,
    };

    private static Duration? Hint(TimeSpan? wait) => wait is { } span ? Duration.FromTimeSpan(span) : null;
}
