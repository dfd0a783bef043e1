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
    public void Acquire_ManyRefused_GetSpreadRetryAfter_AndAreGrantedThen()
    {
        const int perMinute = 60;
        var time = new FakeTimeProvider();
        using var bucket = new TokenBucket(perMinute, 1, time);
        bucket.AttemptAcquire().Dispose();

        var turns = new List<TimeSpan>();
        for (var i = 0; i < 100; i++)
        {
            using var refused = bucket.AttemptAcquire();
            turns.Add(refused.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var wait) ? wait : default);
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(second => TimeSpan.FromSeconds(second)), turns);
        foreach (var _ in turns)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            using var lease = bucket.AttemptAcquire();
            Assert.True(lease.IsAcquired);
        }
    }

    [Fact]
    public void Acquire_MoreWaitThanFiveMinutesTake_AskAgainInBetween()
    {
        var time = new FakeTimeProvider();
        using var bucket = new TokenBucket(1, 1, time);
        bucket.AttemptAcquire().Dispose();

        for (var i = 0; i < 20; i++)
        {
            using var refused = bucket.AttemptAcquire();
            Assert.True(refused.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var wait));
            Assert.InRange(wait, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6));
        }
    }

    [Fact]
    public void Acquire_AfterRetryAfter_IsGranted() =>
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
