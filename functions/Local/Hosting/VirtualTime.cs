using NodaTime;

namespace Campaigns.Local.Hosting;

/// <summary>A clock that stands still until it is set: the time of replays and simulations.</summary>
/// <param name="start">Where it begins.</param>
public sealed class VirtualTime(Instant start) : TimeProvider
{
    private long _ticks = start.ToUnixTimeTicks();

    /// <summary>The instant it shows.</summary>
    public Instant Now => Instant.FromUnixTimeTicks(Interlocked.Read(ref _ticks));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    /// <summary>Moves it on; never back.</summary>
    public void MoveTo(Instant instant)
    {
        if (instant > Now)
            Interlocked.Exchange(ref _ticks, instant.ToUnixTimeTicks());
    }
}
