using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// What a decision asks about enrollments that are not in the head. A decision reads nothing, so it asks, and is made anew when the
/// answers have been read: until then it is incomplete, and comes to nothing.
/// </summary>
internal sealed class OlderEnrollments
{
    private ImmutableDictionary<string, PastEnrollment?> _latest = ImmutableDictionary<string, PastEnrollment?>.Empty;
    private readonly Dictionary<JourneyId, IReadOnlyList<PastEnrollment>> _goals = [];

    /// <summary>What has been asked without an answer.</summary>
    public OlderQuestions Open { get; } = new();

    /// <summary>The latest run of an entry key; null: none, or not known yet.</summary>
    /// <param name="run">A run of it.</param>
    public PastEnrollment? LatestOf(EnrollmentId run)
    {
        var runs = PastEnrollments.RunsOf(run);
        if (_latest.TryGetValue(runs, out var latest))
            return latest;
        Open.Runs.Add(runs);
        return null;
    }

    /// <summary>Those of a journey whose goal can still be reached, by the order of their ends; none while that is not known yet.</summary>
    public IReadOnlyList<PastEnrollment> GoalsOf(JourneyId journey)
    {
        if (_goals.TryGetValue(journey, out var goals))
            return goals;
        Open.Goals.Add(journey);
        return [];
    }

    /// <summary>Whether it is known which is the latest run of an entry key.</summary>
    /// <param name="runs">What the row keys of its runs begin with.</param>
    public bool Knows(string runs) => _latest.ContainsKey(runs);

    /// <summary>Notes an answer.</summary>
    public void Answer(string runs, PastEnrollment? latest) => _latest = _latest.SetItem(runs, latest);

    /// <summary>What is known to the next unit of work too: the latest runs of entry keys, some of which have just become rows.</summary>
    /// <param name="moved">Those that have, by their ends.</param>
    public OlderEnrollments After(ImmutableArray<PastEnrollment> moved)
    {
        var latest = _latest;
        foreach (var past in moved)
        {
            if (latest.ContainsKey(PastEnrollments.RunsOf(past.Id)))
                latest = latest.SetItem(PastEnrollments.RunsOf(past.Id), past.WithoutGoal());
        }

        return new() { _latest = latest };
    }

    /// <summary>Notes an answer.</summary>
    public void Answer(JourneyId journey, IEnumerable<PastEnrollment> goals) =>
        _goals[journey] = [.. goals.OrderBy(past => past.EndedAt).ThenBy(past => past.Id.Value, StringComparer.Ordinal)];
}

/// <summary>Questions about enrollments that are not in the head.</summary>
internal sealed class OlderQuestions
{
    /// <summary>What the row keys of the runs of an entry key begin with: which is the latest?</summary>
    public HashSet<string> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>Journeys: whose goals can still be reached?</summary>
    public HashSet<JourneyId> Goals { get; } = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => Runs.Count > 0 || Goals.Count > 0;

    /// <summary>Adds others.</summary>
    public void Add(OlderQuestions others)
    {
        Runs.UnionWith(others.Runs);
        Goals.UnionWith(others.Goals);
    }
}
