using System.Collections.Frozen;
using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys;

/// <summary>Where each step stands: its block, its place in it, and the step that holds the block.</summary>
public sealed class JourneyMap
{
    private readonly FrozenDictionary<StepId, StepPosition> _positions;

    internal JourneyMap(JourneyDefinition definition)
    {
        var positions = new Dictionary<StepId, StepPosition>();
        AddBlock(definition.Steps, parent: null, arm: 0, positions);
        _positions = positions.ToFrozenDictionary();
        var byEvent = new Dictionary<string, List<(WaitForStep, int)>>(StringComparer.Ordinal);
        foreach (var wait in positions.Values.Select(p => p.Step).OfType<WaitForStep>())
        {
            for (var i = 0; i < wait.Events.Length; i++)
            {
                if (!byEvent.TryGetValue(wait.Events[i].Type, out var list))
                    byEvent[wait.Events[i].Type] = list = [];
                list.Add((wait, i));
            }
        }

        Awaited = byEvent.ToFrozenDictionary(e => e.Key, e => e.Value.ToImmutableArray(), StringComparer.Ordinal);
        ExitConditions = [.. definition.Exits.OfType<ExitRule.When>()];
        GoalEntryAttributes = [.. EntryAttributesOfGoal(definition)];
    }

    /// <summary>All steps, in no order.</summary>
    public IEnumerable<StepPosition> Positions => _positions.Values;

    /// <summary>For an event type, the waits and which of their patterns name it.</summary>
    public FrozenDictionary<string, ImmutableArray<(WaitForStep Step, int Pattern)>> Awaited { get; }

    /// <summary>The exit rules tested before every step.</summary>
    public ImmutableArray<ExitRule.When> ExitConditions { get; }

    /// <summary>
    /// What the goal asks of the entry, as <c>entry.&lt;name&gt;</c>: to be remembered for as long as it can be reached after the end.
    /// </summary>
    public ImmutableArray<string> GoalEntryAttributes { get; }

    /// <summary>The place of a step, or null when the journey has no such step.</summary>
    public StepPosition? Find(StepId id) => _positions.GetValueOrDefault(id);

    /// <summary>The blocks a step holds, each with the number the engine knows its arm by.</summary>
    public static IEnumerable<(int Arm, ImmutableArray<Step> Block)> Blocks(Step step) => step switch
    {
        BranchStep branch => branch.Arms.Select((a, i) => (i, a.Then)).Append((branch.Arms.Length, branch.Otherwise)),
        SplitStep split => split.Arms.Select((a, i) => (i, a.Steps)),
        WaitForStep wait => wait.Events.Select((e, i) => (i, e.Then)).Append((wait.Events.Length, wait.OnTimeout)),
        CountdownStep countdown => countdown.Milestones.Select((r, i) => (i, r.Steps)),
        RepeatStep repeat => [(0, repeat.Steps)],
        _ => [],
    };

    private static IEnumerable<string> EntryAttributesOfGoal(JourneyDefinition definition)
    {
        if (definition.Goal is not { } goal)
            return [];
        return definition.Exits.OfType<ExitRule.OnEvent>().Where(exit => exit.Outcome == goal.Outcome).Select(exit => exit.Where)
            .Append(goal.Value).OfType<Expression>()
            .SelectMany(expression => expression.Paths)
            .Where(path => path.StartsWith("entry.", StringComparison.Ordinal)).Select(path => path.Split('.')[1]).Distinct();
    }

    private static void AddBlock(ImmutableArray<Step> block, Step? parent, int arm, Dictionary<StepId, StepPosition> positions)
    {
        for (var i = 0; i < block.Length; i++)
        {
            positions.TryAdd(block[i].Id, new StepPosition(block[i], block, i, parent, arm));
            foreach (var (number, inner) in Blocks(block[i]))
                AddBlock(inner, block[i], number, positions);
        }
    }
}

/// <summary>The place of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Block">The steps it stands among.</param>
/// <param name="Index">Its place among them.</param>
/// <param name="Parent">The step that holds the block; null at the top.</param>
/// <param name="Arm">Which of the parent's blocks it is.</param>
public sealed record StepPosition(Step Step, ImmutableArray<Step> Block, int Index, Step? Parent, int Arm);
