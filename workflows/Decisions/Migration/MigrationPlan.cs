using System.Collections.Frozen;
using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Decisions.Migration;

/// <summary>Where those on one version of a journey would go on another; pure.</summary>
public sealed class MigrationPlan
{
    private readonly FrozenDictionary<StepId, StepMove> _moves;

    private MigrationPlan(JourneyDefinition from, JourneyDefinition to, MigrationRules rules)
    {
        (From, To, Rules) = (from, to, rules);
        Moves = [.. InOrder(from.Steps).Where(CanStand).Select(Move)];
        _moves = Moves.ToFrozenDictionary(move => move.From);
        ChangedSplits = [.. InOrder(from.Steps).OfType<SplitStep>().Where(HasChanged).Select(split => split.Id)];
        Faults = [.. rules.Map.Where(pair => from.Map.Find(new(pair.Key)) is null)
            .Select(pair => $"version {from.Version} has no step \"{pair.Key}\"{Spelling.Hint(pair.Key, Ids(from))}"),
            .. rules.Map.Where(pair => to.Map.Find(new(pair.Value)) is null)
            .Select(pair => $"version {to.Version} has no step \"{pair.Value}\"{Spelling.Hint(pair.Value, Ids(to))}")];
    }

    /// <summary>The version they are on.</summary>
    public JourneyDefinition From { get; }

    /// <summary>The version they go to.</summary>
    public JourneyDefinition To { get; }

    /// <summary>What is to be done where the two alone do not say it.</summary>
    public MigrationRules Rules { get; }

    /// <summary>For each step of the old version at which somebody may stand, in its order, where they go.</summary>
    public ImmutableArray<StepMove> Moves { get; }

    /// <summary>Splits of the old version that have other arms, or other shares, in the new: who has passed one is in an arm of the old.</summary>
    public ImmutableArray<StepId> ChangedSplits { get; }

    /// <summary>What is wrong with the rules themselves, such as a step that does not exist.</summary>
    public ImmutableArray<string> Faults { get; }

    /// <summary>The plan for two versions of a journey.</summary>
    public static MigrationPlan Of(JourneyDefinition from, JourneyDefinition to, MigrationRules rules) => new(from, to, rules);

    /// <summary>Where those at a step go; null: nobody can stand there.</summary>
    public StepMove? Of(StepId step) => _moves.GetValueOrDefault(step);

    /// <summary>The step of the new version that stands for one of the old; null: there is none.</summary>
    internal Step? TargetOf(StepId step) => To.Map.Find(Rules.TargetOf(step))?.Step;

    private static string[] Ids(JourneyDefinition version) => [.. version.Map.Positions.Select(position => position.Step.Id.Value)];

    // All others are done within one unit of work.
    private static bool CanStand(Step step) => step is SendStep or WaitStep or WaitUntilStep or WaitForStep or CountdownStep;

    private static IEnumerable<Step> InOrder(ImmutableArray<Step> block) =>
        block.SelectMany(step => JourneyMap.Blocks(step).SelectMany(inner => InOrder(inner.Block)).Prepend(step));

    private StepMove Move(Step step)
    {
        var id = Rules.TargetOf(step.Id);
        if (TargetOf(step.Id) is not { } target)
            return new(step.Id, null, MoveProblem.Removed, $"\"{id}\" is not in version {To.Version}; map it to the step that stands for it");
        if (target.GetType() != step.GetType())
        {
            return new(step.Id, id, MoveProblem.OtherKind,
                $"\"{id}\" is of the kind {NameOf(target)} in version {To.Version}, and \"{step.Id}\" of {NameOf(step)}; map it to another");
        }

        var change = ChangeOf(step, target);
        return change is null || Rules.Waits != ChangedWaits.Refuse
            ? new(step.Id, id, MoveProblem.None, change)
            : new(step.Id, id, MoveProblem.ChangedWait, $"{change}; say whether they wait as the old version or as the new");
    }

    /// <summary>How long a wait lasts in the one and in the other; null: the same.</summary>
    private static string? ChangeOf(Step old, Step target) => (old, target) switch
    {
        (WaitStep a, WaitStep b) when !a.For.Equals(b.For) => $"it lasted {a.For}, and lasts {b.For}",
        (WaitForStep a, WaitForStep b) when !Equals(a.Timeout, b.Timeout) =>
            $"it lasted {a.Timeout?.ToString() ?? "for ever"}, and lasts {b.Timeout?.ToString() ?? "for ever"}",
        (WaitUntilStep a, WaitUntilStep b) when !IsSameTime(a, b) => $"it waited for {TimeOf(a)}, and waits for {TimeOf(b)}",
        _ => null,
    };

    internal static bool IsSameTime(WaitUntilStep a, WaitUntilStep b) => a.Until.Source == b.Until.Source && a.Offset.Equals(b.Offset)
        && a.At == b.At && a.Weekdays.SequenceEqual(b.Weekdays) && a.IfPast == b.IfPast;

    private static string TimeOf(WaitUntilStep wait)
    {
        var offset = wait.Offset.Equals(NodaTime.Period.Zero) ? "" : $" + {wait.Offset}";
        var days = wait.Weekdays.IsEmpty ? "" : $" on {string.Join(", ", wait.Weekdays)}";
        return $"{wait.Until.Source}{offset}{(wait.At is { } at ? $" at {at:HH:mm}" : "")}{days}";
    }

    private bool HasChanged(SplitStep split) => TargetOf(split.Id) is SplitStep target
        && !split.Arms.Select(arm => (arm.Id, arm.Percent)).SequenceEqual(target.Arms.Select(arm => (arm.Id, arm.Percent)));

    private static string NameOf(Step step) => step switch
    {
        SendStep => "send",
        WaitStep or WaitUntilStep => "wait",
        WaitForStep => "waitFor",
        CountdownStep => "countdown",
        BranchStep => "branch",
        SplitStep => "split",
        UpdateStep => "update",
        TaskStep => "task",
        PublishStep => "publish",
        EndStep => "end",
        _ => step.GetType().Name,
    };
}

/// <summary>Where those at a step go.</summary>
/// <param name="From">The step of the old version.</param>
/// <param name="To">The step of the new version; null: there is none.</param>
/// <param name="Problem">Why they cannot be moved.</param>
/// <param name="Says">The problem, or what changes for them, in words; null: nothing.</param>
public sealed record StepMove(StepId From, StepId? To, MoveProblem Problem, string? Says);

/// <summary>Why those at a step cannot be moved.</summary>
public enum MoveProblem
{
    /// <summary>They can.</summary>
    None,

    /// <summary>The new version has no such step.</summary>
    Removed,

    /// <summary>There it is a step of another kind.</summary>
    OtherKind,

    /// <summary>It lasts longer or shorter there.</summary>
    ChangedWait,
}
