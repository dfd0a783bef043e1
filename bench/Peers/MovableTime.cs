namespace Campaigns.Peers.Benchmarks;

/// <summary>The real clock, which may be moved on, so that nobody waits for what is due in half a minute or in ten.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
