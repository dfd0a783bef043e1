using System.Diagnostics;

namespace Campaigns.Azure.Tests.Support;

/// <summary>A clock that runs faster than the wall's: Durable's timers are real, and a quarter must not take one.</summary>
internal sealed class ScaledTime(DateTimeOffset start, double factor) : TimeProvider
{
    private DateTimeOffset _began = DateTimeOffset.UtcNow;
    private long _stamp = Stopwatch.GetTimestamp();
    private volatile bool _stopped;

    /// <summary>Shows the start until <see cref="Restart"/>.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Begins anew, when everything is set up.</summary>
    public void Restart()
    {
        (_began, _stamp) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        _stopped = false;
    }

    public override DateTimeOffset GetUtcNow() => _stopped ? start : start + (Stopwatch.GetElapsedTime(_stamp) * factor);

    /// <summary>When the wall's clock shows it, UTC.</summary>
    public DateTime Wall(DateTime instant) =>
        DateTime.SpecifyKind((_began + ((new DateTimeOffset(instant, TimeSpan.Zero) - start) / factor)).UtcDateTime, DateTimeKind.Utc);

    /// <summary>Waits until it shows an instant.</summary>
    public async Task UntilAsync(DateTimeOffset instant, CancellationToken cancel)
    {
        var left = (instant - GetUtcNow()) / factor;
        if (left > TimeSpan.Zero)
            await Task.Delay(left, cancel);
    }
}
