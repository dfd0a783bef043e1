using Campaigns.Runtime.Ports;
using Polly;

namespace Campaigns.Senders.Resilience;

/// <summary>
/// Puts patience around a provider: a timeout per attempt, retries, a circuit breaker and a rate limit. It never throws
/// for an expected outcome: an open breaker or a refusing limiter answers <see cref="ProviderResult.Unavailable"/> with
/// the time to come back.
/// </summary>
/// <remarks>
/// <see cref="ProviderResult.Unknown"/> is tried again only where the provider honours the idempotency key. Timeouts
/// are cooperative: the provider is cancelled and its own answer counts, as only it knows what had gone out.
/// </remarks>
public sealed class ResilientProvider : IChannelProvider, IDisposable
{
    private readonly IChannelProvider _inner;
    private readonly TimeProvider _time;
    private readonly BreakerWatch _breaker;
    private readonly ResiliencePipeline<ProviderResult> _pipeline;

    /// <summary>Wraps a provider. The breaker and the limit are this instance's, so share it among all who send by it.</summary>
    /// <param name="inner">The provider; disposed with this one.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="time">The clock of every wait.</param>
    /// <param name="random">Numbers from 0 up to 1 for the jitter; by default the shared generator.</param>
    public ResilientProvider(IChannelProvider inner, ResilienceOptions options, TimeProvider time, Func<double>? random = null)
    {
        (_inner, _time, _breaker) = (inner, time, new BreakerWatch(time));
        _pipeline = ProviderPipeline.Build(options, inner.HonoursIdempotencyKey, time, random ?? Random.Shared.NextDouble, _breaker);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public bool HonoursIdempotencyKey => _inner.HonoursIdempotencyKey;

    /// <inheritdoc/>
    public int MaxConcurrency => _inner.MaxConcurrency;

    /// <inheritdoc/>
    public ProviderBreaker Breaker => _breaker.Now;

    /// <inheritdoc/>
    public IReadOnlyList<string> ReportKeysOf(OutgoingMessage message) => _inner.ReportKeysOf(message);

    /// <inheritdoc/>
    public async ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var attempts = new Attempts(message, cancel);
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(ProviderPipeline.Begun, _time.GetTimestamp());
        try
        {
            return attempts.Conclude(await _pipeline.ExecuteAsync(AttemptAsync, context, attempts));
        }
        catch (ExecutionRejectedException refusal) when (ProviderPipeline.Refusal(refusal) is { } answer)
        {
            return attempts.Conclude(answer);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Cancelled between attempts: what the last one said still holds.
            return attempts.Conclude();
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Disposes the provider inside.</summary>
    public void Dispose() => (_inner as IDisposable)?.Dispose();

    private async ValueTask<ProviderResult> AttemptAsync(ResilienceContext context, Attempts attempts)
    {
        try
        {
            return Note(attempts, await _inner.SendAsync(attempts.Message, context.CancellationToken));
        }
        catch (Exception failure)
        {
            // By the contract an exception says nothing about the message. Its type is enough: its text may hold an address.
            var reason = failure is OperationCanceledException
                ? attempts.CancelledByCaller ? "cancelled" : "timeout"
                : failure.GetType().Name;
            return Note(attempts, new ProviderResult.Unknown(reason));
        }
    }

    private ProviderResult Note(Attempts attempts, ProviderResult answer)
    {
        _breaker.Answered(answer);
        return attempts.Note(answer);
    }
}
