using NodaTime;

namespace Campaigns.Simulation.Behaviour.Learning;

/// <summary>
/// When customers of a holdout group reach a journey's goal: E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete
/// observations, JASA 53 (1958) 457–481. Who is still on the way counts for as long as they have been; who ended otherwise never comes.
/// </summary>
internal sealed class GoalCurve
{
    private readonly List<(Duration After, bool Reached)> _known = [];
    private (Duration After, double Part)[]? _steps;

    /// <summary>How many there are.</summary>
    public int Count => _known.Count;

    /// <summary>How many reached the goal.</summary>
    public int Reached => _known.Count(one => one.Reached);

    /// <summary>How long the longest on the way was.</summary>
    public Duration Longest => _known.Count == 0 ? Duration.Zero : _known.Max(one => one.After);

    /// <summary>Takes one: who reached the goal so long after the entry, or has been on the way for so long without.</summary>
    public void Add(Duration after, bool reached) => _known.Add((after, reached));

    /// <summary>The part that reaches the goal at all.</summary>
    public double Part => Steps.Length == 0 ? 0 : Steps[^1].Part;

    /// <summary>The part that has reached it so long after the entry.</summary>
    public double PartBy(Duration after)
    {
        var (low, high) = (0, Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Steps[middle].After <= after)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? 0 : Steps[low - 1].Part;
    }

    private (Duration After, double Part)[] Steps => _steps ??= [.. Curve()];

    private IEnumerable<(Duration After, double Part)> Curve()
    {
        var (left, still) = (_known.Count, 1.0);
        foreach (var at in _known.GroupBy(one => one.After).OrderBy(group => group.Key))
        {
            if (at.Count(one => one.Reached) is > 0 and var reached)
            {
                still *= 1 - ((double)reached / left);
                yield return (at.Key, 1 - still);
            }

            left -= at.Count();
        }
    }
}
