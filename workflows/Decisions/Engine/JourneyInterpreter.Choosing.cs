using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Decisions.Engine;

/// <content>Branches and splits.</content>
internal sealed partial class JourneyInterpreter
{
    private void Choose(BranchStep branch, ReadOnlySpan<object?> values)
    {
        _state = _state.WithResult(new(branch.Id, _now));
        for (var i = 0; i < branch.Arms.Length; i++)
        {
            if (Truthiness.Of(values[i]))
            {
                EnterBlock(branch.Arms[i].Then, after: branch);
                return;
            }
        }

        EnterBlock(branch.Otherwise, after: branch);
    }

    private void Choose(SplitStep split)
    {
        var arm = ArmOf(split);
        _state = _state.WithResult(new(split.Id, _now) { Arm = arm.Id });
        EnterBlock(arm.Steps, after: split);
    }

    /// <summary>Falls the same way for the same key, and independently for each split.</summary>
    private SplitArm ArmOf(SplitStep split)
    {
        var place = StableHash.Percentile($"{definition.Id}/{split.Id}/{subject}");
        foreach (var arm in split.Arms)
        {
            if (place < arm.Percent)
                return arm;
            place -= arm.Percent;
        }

        return split.Arms[^1];
    }
}
