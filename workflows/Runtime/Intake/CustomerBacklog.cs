namespace Campaigns.Runtime.Intake;

/// <summary>
/// What waits for one customer while a batch of theirs is being taken. Used under the lock of <see cref="EventBatcher"/>.
/// </summary>
internal sealed class CustomerBacklog
{
    private readonly LinkedList<EventSubmission> _waiting = new();
    private int _events;

    /// <summary>The submission that came first; null: none waits.</summary>
    public EventSubmission? First => _waiting.First?.Value;

    /// <summary>Adds one at the end, unless too many events wait already.</summary>
    public bool TryAdd(EventSubmission submission, int mostWaiting)
    {
        if (_events + submission.Count > mostWaiting)
            return false;
        _waiting.AddLast(submission);
        _events += submission.Count;
        return true;
    }

    /// <summary>Removes one whose caller has given up.</summary>
    public void Remove(EventSubmission submission)
    {
        if (_waiting.Remove(submission))
            _events -= submission.Count;
    }

    /// <summary>Removes the next batch: the first submission, and those behind it that fit.</summary>
    public EventBatch Next(int mostTogether)
    {
        var together = new List<EventSubmission>();
        var events = 0;
        while (First is { } next && (together.Count == 0 || events + next.Count <= mostTogether))
        {
            together.Add(next);
            events += next.Count;
            Remove(next);
        }

        var batch = new EventBatch(together);
        foreach (var submission in together)
            submission.Batch = batch;
        return batch;
    }
}
