using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation.Flow;

/// <summary>For each step, the steps that may have been done before it on some way through the journey.</summary>
internal sealed class StepHistory
{
    private readonly Dictionary<Step, ImmutableHashSet<StepId>> _before = new(ReferenceEqualityComparer.Instance);

    private StepHistory()
    {
    }

    public static StepHistory Of(JourneyDefinition definition)
    {
        var history = new StepHistory();
        history.AddBlock(definition.Steps, []);
        return history;
    }

    /// <summary>Whether some way leads through one step to another.</summary>
    public bool MayPrecede(StepId earlier, Step later) => !_before.TryGetValue(later, out var before) || before.Contains(earlier);

    private ImmutableHashSet<StepId> AddBlock(ImmutableArray<Step> block, ImmutableHashSet<StepId> done)
    {
        foreach (var step in block)
        {
            // A loop comes back to its first step with all of its steps done.
            if (step is RepeatStep repeat)
                done = AddBlock(repeat.Steps, done);
            _before[step] = done;
            // What stands inside a step already knows it: the wait that was answered, the arm that was taken.
            done = AddNested(step, done.Add(step.Id));
        }

        return done;
    }

    private ImmutableHashSet<StepId> AddNested(Step step, ImmutableHashSet<StepId> done)
    {
        var after = done;
        foreach (var (_, inner) in JourneyMap.Blocks(step))
        {
            var start = step is CountdownStep ? after : done; // milestones follow one another, arms exclude one another
            after = after.Union(AddBlock(inner, start));
        }

        return after;
    }
}
