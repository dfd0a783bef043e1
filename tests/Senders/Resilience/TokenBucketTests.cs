using Campaigns.Senders.Resilience;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Senders.Tests.Resilience;

public class TokenBucketTests
{
    [Fact]
    public void Acquire_AnyPattern_NeverExceedsRateTimesTimePlusBurst() =>
        Gen.Select(Gen.Int[1, 600], Gen.Int[1, 20], Gen.Int[0, 2000].Array[1, 200]).Sample((perMinute, burst, pauses) =>
        {
            var time = new FakeTimeProvider();
            using var bucket = new TokenBucket(perMinute, burst, time);
            var granted = 0;
            foreach (var pause in pauses)
            {
                time.Advance(TimeSpan.FromMilliseconds(pause));
                using var lease = bucket.AttemptAcquire();
                granted += lease.IsAcquired ? 1 : 0;
            }

            return granted <= burst + (pauses.Sum() / 60_000.0 * perMinute) + 1e-3;
        });

    [Fact]
    public void Acquire_RefusedThenWaitedAsTold_IsGranted() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 20]).Sample((perMinute, burst) =>
        {
            var time = new FakeTimeProvider();
            using var bucket = new TokenBucket(perMinute, burst, time);
            for (var i = 0; i < burst; i++)
                bucket.AttemptAcquire().Dispose();
            using var refused = bucket.AttemptAcquire();
            if (refused.IsAcquired || !refused.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var wait))
                return false;
            time.Advance(wait);
            using var lease = bucket.AttemptAcquire();
            return lease.IsAcquired;
        });
}
