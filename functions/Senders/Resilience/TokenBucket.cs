using System.Threading.RateLimiting;

namespace Campaigns.Senders.Resilience;

/// <summary>
/// A token bucket on an injected clock; the framework's own reads the machine's. It never queues: who is refused learns
/// when to come back and waits in the message queue, one after the other, for all at once would only be refused again.
/// </summary>
internal sealed class TokenBucket : RateLimiter
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly int _capacity;
    private const double MaxRetryAfter = 300; // seconds: who waits longer asks again in between
    private double _tokens;
    private long _waiting;
    private long _filledAt;

    public TokenBucket(int perMinute, int capacity, TimeProvider time)
    {
        (_perSecond, _capacity, _time) = (perMinute / 60.0, capacity, time);
        (_tokens, _filledAt) = (capacity, time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration => null;

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics() => null;

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(_capacity, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
            _filledAt = now;
            // Tokens are added in fractions; a millionth short is rounding, not haste.
            var missing = permitCount - _tokens;
            if (missing > 1e-6)
                return new Lease(TimeSpan.FromTicks((long)Math.Ceiling((missing + Turn()) / _perSecond * TimeSpan.TicksPerSecond)));
            // One that waited has come; once the bucket is full again, nobody is waiting any more.
            _waiting = _tokens >= _capacity ? 0 : Math.Max(0, _waiting - 1);
            _tokens = Math.Max(0, -missing);
            return Lease.Granted;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    /// <summary>How many tokens fall before this one's, counting those who were told to come back.</summary>
    private double Turn() => _waiting++ % Math.Max(1, MaxRetryAfter * _perSecond);

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public static readonly Lease Granted = new(null);

        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
