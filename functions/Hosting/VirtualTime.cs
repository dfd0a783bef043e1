using NodaTime;

namespace Campaigns.Hosting;

/// <summary>A clock that stands still until it is set: the time of replays and simulations.</summary>
/// <param name="start">Where it begins.</param>
public sealed class VirtualTime(Instant start) : TimeProvider
{
    private long _ticks = start.ToUnixTimeTicks();

    /// <summary>The instant it shows.</summary>
    public Instant Now => Instant.FromUnixTimeTicks(Interlocked.Read(ref _ticks));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The same clock: a limiter or breaker that measures spans must not look at the machine's.</summary>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Moves it on; never back. A clock ticks in 100 ns, so an instant between two ticks is the later one.</summary>
    public void MoveTo(Instant instant)
    {
        var ticks = instant.ToUnixTimeTicks();
        if (Instant.FromUnixTimeTicks(ticks) < instant)
            ticks++;
        if (ticks > Interlocked.Read(ref _ticks))
            Interlocked.Exchange(ref _ticks, ticks);
    }
}
