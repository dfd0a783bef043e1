using Campaigns.Runtime.Tracing;

namespace Campaigns.Runtime.Intake;

/// <summary>
/// Lets a writer who lost a race pause before the next attempt: for a random part of a span that doubles with each
/// conflict. Writers that came at the same moment then come apart instead of meeting again ("full jitter",
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
/// </summary>
internal sealed class ConflictBackoff(TimeProvider time, IntakeOptions options)
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
        var longest = Math.Min(options.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1), options.LongestPause.TotalMilliseconds);
        lock (_lock)
            return TimeSpan.FromMilliseconds(longest * options.Random.NextDouble());
    }
}
