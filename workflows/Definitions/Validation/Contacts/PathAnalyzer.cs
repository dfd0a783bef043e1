using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using Campaigns.Definitions.Validation.Flow;
using NodaTime;

namespace Campaigns.Definitions.Validation.Contacts;

/// <summary>Walks every way through a journey, sending as soon as the contact policy allows.</summary>
internal sealed class PathAnalyzer
{
    // Ways beyond this many are dropped, those with the fewest messages first: findings stay true, some may be missed.
    private const int MaxPaths = 128;

    // Far from the end of the calendar, where adding a wait would fail.
    private const int LastYear = 9000;

    // Longer than any window: what waits this long meets a clean slate.
    private static readonly Period Long = Period.FromDays(400);

    private readonly JourneyDefinition _journey;
    private readonly SendLimits _limits;
    private readonly bool _immediately;
    private readonly Dictionary<SendStep, Blocked> _blocked = new(ReferenceEqualityComparer.Instance);

    private PathAnalyzer(JourneyDefinition journey, SendLimits limits, bool immediately) =>
        (_journey, _limits, _immediately) = (journey, limits, immediately);

    /// <summary>The messages that cannot be sent on some way, and why.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="limits">What the contact policy allows.</param>
    /// <param name="start">When the customer enters.</param>
    /// <param name="immediately">Whether whatever is waited for happens at once; else as late as it can.</param>
    public static IReadOnlyDictionary<SendStep, Blocked> FindBlocked(
        JourneyDefinition journey, SendLimits limits, LocalDateTime start, bool immediately)
    {
        var analyzer = new PathAnalyzer(journey, limits, immediately);
        analyzer.Block(journey.Steps, [new Path(start, [])]);
        return analyzer._blocked;
    }

    private IReadOnlyList<Path> Block(ImmutableArray<Step> block, IReadOnlyList<Path> paths)
    {
        foreach (var step in block)
            paths = Merge(paths.SelectMany(path => After(step, path)));
        return paths;
    }

    private IEnumerable<Path> After(Step step, Path path) => step switch
    {
        EndStep => [],
        SendStep send => Send(send, path),
        WaitStep wait => [path.After(wait.For)],
        WaitUntilStep => [path.After(_immediately ? Period.Zero : Long)],
        WaitForStep wait => WaitFor(wait, path),
        CountdownStep countdown => Countdown(countdown, path),
        BranchStep branch => Branch(branch, path),
        SplitStep split => split.Arms.SelectMany(arm => Block(arm.Steps, [path])),
        RepeatStep repeat => [path, .. Block(repeat.Steps, [path])],
        _ => [path],
    };

    private IEnumerable<Path> Send(SendStep send, Path path)
    {
        var (at, blocked) = _limits.Earliest(send, path.Now, path.Sent);
        if (blocked is null)
            return [path.With(new(at, send), _limits.Memory)];
        _blocked.TryAdd(send, blocked);
        return send.WhenBlocked == WhenBlocked.End ? [] : [path];
    }

    private IEnumerable<Path> WaitFor(WaitForStep wait, Path path)
    {
        var answered = path.After(_immediately ? Period.Zero : wait.Timeout ?? Long);
        foreach (var pattern in wait.Events)
        {
            foreach (var way in Block(pattern.Then, [answered]))
                yield return way;
        }

        if (wait.Timeout is { } timeout)
        {
            foreach (var way in Block(wait.OnTimeout, [path.After(timeout)]))
                yield return way;
        }
    }

    private IEnumerable<Path> Branch(BranchStep branch, Path path)
    {
        foreach (var arm in branch.Arms)
        {
            var constant = Constant.Of(arm.When);
            if (constant == false)
                continue;
            foreach (var way in Block(arm.Then, [path]))
                yield return way;
            if (constant == true)
                yield break;
        }

        foreach (var way in Block(branch.Otherwise, [path]))
            yield return way;
    }

    private IEnumerable<Path> Countdown(CountdownStep countdown, Path path)
    {
        var by = ShapeCheck.EntersBefore(_journey, countdown) is { } period ? JsonDurations.Approximate(period) : Duration.MaxValue;
        var milestones = countdown.Milestones.Select(r => (Before: JsonDurations.Approximate(r.Before), r.Steps)).Where(r => r.Before <= by)
            .ToArray();
        if (milestones.Length == 0)
            return [path];
        var first = path.After(_immediately ? Period.Zero : Long);
        IReadOnlyList<Path> paths = [first];
        foreach (var (before, steps) in milestones)
        {
            var due = first.Now.Plus(Period.FromTicks((long)(milestones[0].Before - before).TotalTicks));
            // Whoever is still busy with an earlier milestone when this one comes passes it over.
            paths = Merge(paths.SelectMany(p => p.Now > due ? [p] : Block(steps, [p with { Now = due }])));
        }

        var date = first.Now.Plus(Period.FromTicks((long)milestones[0].Before.TotalTicks));
        return paths.Select(p => p.Now < date ? p with { Now = date } : p);
    }

    private static IReadOnlyList<Path> Merge(IEnumerable<Path> paths)
    {
        var distinct = paths.Distinct().ToArray();
        return distinct.Length <= MaxPaths ? distinct : [.. distinct.OrderByDescending(p => p.Sent.Length).Take(MaxPaths)];
    }

    /// <summary>A way so far: the time, and what has been sent.</summary>
    private sealed record Path(LocalDateTime Now, ImmutableArray<Sent> Sent)
    {
        public bool Equals(Path? other) => other is not null && Now == other.Now && Sent.SequenceEqual(other.Sent);

        public override int GetHashCode() => HashCode.Combine(Now, Sent.Length);

        public Path After(Period wait) => Now.Year >= LastYear ? this
            : this with { Now = Now.Plus(Period.FromTicks((long)JsonDurations.Approximate(wait).TotalTicks)) };

        /// <summary>The way after a message; those too old for any rule are forgotten, so that ways become alike and merge.</summary>
        public Path With(Sent sent, Period memory) =>
            new(sent.At, Sent.RemoveAll(earlier => earlier.At.Plus(memory) <= sent.At).Add(sent));
    }
}
