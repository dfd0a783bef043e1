using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Runtime.UnitsOfWork;

/// <summary>
/// Lets a writer who lost a race pause before the next attempt: for a random part of a span that doubles with each
/// conflict. Writers that came at the same moment then come apart instead of meeting again ("full jitter",
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="first">The longest pause after the first conflict.</param>
/// <param name="longest">The longest pause after many.</param>
/// <param name="random">Chooses the part.</param>
internal sealed class ConflictBackoff(TimeProvider time, Duration first, Duration longest, Random random)
{
    private readonly Lock _lock = new(); // a seeded Random serves one thread at a time

    /// <summary>Waits after a conflict.</summary>
    /// <param name="attempt">How many attempts have failed, from 1 on.</param>
    /// <param name="cancel">Ends the pause.</param>
    public async ValueTask WaitAsync(int attempt, CancellationToken cancel)
    {
        CampaignActivities.SetConflicts(attempt);
        var pause = Pause(attempt);
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, time, cancel);
    }

    private TimeSpan Pause(int attempt)
    {
        var span = Math.Min(first.TotalMilliseconds * Math.Pow(2, attempt - 1), longest.TotalMilliseconds);
        lock (_lock)
            return TimeSpan.FromMilliseconds(span * random.NextDouble());
    }
}
