using System.Collections.Concurrent;
using Campaigns.Runtime.Incidents;
using NodaTime;

namespace Campaigns.Operations;

/// <summary>When the loops and timers of this process ran last, and when they are to run next: in memory, a few fields for each.</summary>
/// <param name="time">The clock.</param>
public sealed class WorkLog(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WorkState> _states = new(StringComparer.Ordinal);

    /// <summary>When this process began.</summary>
    public Instant Since { get; } = Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>How each stands, by name.</summary>
    public IReadOnlyList<WorkState> States => [.. _states.Values.OrderBy(state => state.Name, StringComparer.Ordinal)];

    /// <summary>Notes that a round begins.</summary>
    public void Began(string name) => Change(name, state => state with { RunningSince = Now });

    /// <summary>Notes that a round ended well.</summary>
    /// <param name="name">Which.</param>
    /// <param name="pause">After how long the next begins.</param>
    public void Ended(string name, TimeSpan pause) => Change(name, state => state with
    {
        RunningSince = null,
        LastRun = Now,
        NextRun = Now + Duration.FromTimeSpan(pause),
    });

    /// <summary>Notes that a round failed.</summary>
    /// <param name="name">Which.</param>
    /// <param name="failure">Why.</param>
    /// <param name="pause">After how long the next begins.</param>
    public void Failed(string name, Exception failure, TimeSpan pause) => Change(name, state => state with
    {
        RunningSince = null,
        NextRun = Now + Duration.FromTimeSpan(pause),
        LastError = IncidentTexts.Of(failure),
        LastErrorAt = Now,
    });

    /// <summary>Does a round and notes it.</summary>
    /// <param name="name">Which.</param>
    /// <param name="pause">After how long the next begins.</param>
    /// <param name="round">The round.</param>
    public async Task RunAsync(string name, TimeSpan pause, Func<Task> round)
    {
        Began(name);
        try
        {
            await round();
        }
        catch (Exception e)
        {
            Failed(name, e, pause);
            throw;
        }

        Ended(name, pause);
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private void Change(string name, Func<WorkState, WorkState> change) =>
        _states.AddOrUpdate(name, key => change(new WorkState(key)), (_, state) => change(state));
}

/// <summary>How a loop or timer of a process stands.</summary>
/// <param name="Name">Its name.</param>
public sealed record WorkState(string Name)
{
    /// <summary>Since when the round goes on that is being done; null: none is.</summary>
    public Instant? RunningSince { get; init; }

    /// <summary>When a round last ended well; null: none has.</summary>
    public Instant? LastRun { get; init; }

    /// <summary>When the next is to begin.</summary>
    public Instant? NextRun { get; init; }

    /// <summary>The last failure in words; kept when it works again.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public Instant? LastErrorAt { get; init; }
}
