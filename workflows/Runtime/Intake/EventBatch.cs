namespace Campaigns.Runtime.Intake;

/// <summary>Submissions of one customer that are taken together.</summary>
/// <param name="submissions">In the order of their arrival.</param>
internal sealed class EventBatch(IReadOnlyList<EventSubmission> submissions)
{
    private readonly CancellationTokenSource _abandoned = new(); // has no timer, so there is nothing to dispose of
    private int _callers = submissions.Count;

    /// <summary>The submissions, in the order of their arrival.</summary>
    public IReadOnlyList<EventSubmission> Submissions => submissions;

    /// <summary>All their units, in order.</summary>
    public IReadOnlyList<EventUnit> Units { get; } = [.. submissions.SelectMany(submission => submission.Units)];

    /// <summary>Cancelled when no caller waits any more: one who gives up must not take the events of others along.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>A caller gives up.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _callers) == 0)
            _abandoned.Cancel();
    }
}
