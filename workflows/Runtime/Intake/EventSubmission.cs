namespace Campaigns.Runtime.Intake;

/// <summary>
/// What one caller brings of one customer, and where it stands. Its state is read and written under the lock of <see
/// cref="EventBatcher"/>.
/// </summary>
/// <param name="units">In order.</param>
internal sealed class EventSubmission(IReadOnlyList<EventUnit> units)
{
    private readonly TaskCompletionSource<SubmissionTurn> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The units, in order.</summary>
    public IReadOnlyList<EventUnit> Units => units;

    /// <summary>How many events there are.</summary>
    public int Count { get; } = units.Sum(unit => unit.Events.Count);

    /// <summary>The batch it is taken in; null: it waits.</summary>
    public EventBatch? Batch { get; set; }

    /// <summary>Whether its caller has been asked to take the next batch and has not begun yet.</summary>
    public bool Leads { get; set; }

    /// <summary>Ends when the caller has something to do, or is answered.</summary>
    public Task<SubmissionTurn> Turn => _turn.Task;

    /// <summary>Tells the caller.</summary>
    public void Tell(SubmissionTurn turn) => _turn.TrySetResult(turn);
}

/// <summary>What a waiting caller is told.</summary>
internal enum SubmissionTurn
{
    /// <summary>It takes the next batch, which begins with what it brought.</summary>
    Lead,

    /// <summary>What it brought has been taken, or failed.</summary>
    Answered,
}
