using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Flow;

/// <summary>Steps that no customer can ever reach.</summary>
internal static class ReachabilityCheck
{
    public static void Run(CheckedJourney journey) => CheckBlock(journey, journey.Definition.Steps);

    /// <summary>Whether the flow through the block can reach its end.</summary>
    private static bool CheckBlock(CheckedJourney journey, ImmutableArray<Step> block)
    {
        for (var i = 0; i < block.Length; i++)
        {
            if (Passes(journey, block[i]))
                continue;
            if (i + 1 < block.Length)
                Report(journey, journey.PointerOf(block[i + 1]),
                    $"\"{block[i + 1].Id}\" can never be reached: {Why(block[i])}; remove it, or the step that ends the journey before it");
            return false;
        }

        return true;
    }

    private static bool Passes(CheckedJourney journey, Step step) => step switch
    {
        EndStep => false,
        BranchStep branch => Branch(journey, branch),
        SplitStep split => Split(journey, split),
        WaitForStep wait => WaitFor(journey, wait),
        CountdownStep countdown => Countdown(journey, countdown),
        RepeatStep repeat => CheckBlock(journey, repeat.Steps) || Constant.Of(repeat.While) != true,
        _ => true,
    };

    private static bool Branch(CheckedJourney journey, BranchStep branch)
    {
        var pointer = journey.PointerOf(branch);
        var (passes, decided) = (false, false);
        for (var i = 0; i < branch.Arms.Length; i++)
        {
            var arm = branch.Arms[i];
            var constant = Constant.Of(arm.When);
            if (decided)
                Report(journey, $"{pointer}/branch/{i}",
                    "this arm can never be reached: an arm before it always holds; remove one of them");
            else if (constant == false)
                Report(journey, $"{pointer}/branch/{i}/when",
                    $"this arm can never be reached: \"{arm.When.Source}\" never holds; correct the condition or remove the arm");
            passes |= CheckBlock(journey, arm.Then) && !decided && constant != false;
            decided |= constant == true;
        }

        if (decided && !branch.Otherwise.IsEmpty)
            Report(journey, pointer + "/otherwise",
                "\"otherwise\" can never be reached: an arm before it always holds; remove one of them");
        return (CheckBlock(journey, branch.Otherwise) && !decided) || passes;
    }

    private static bool Split(CheckedJourney journey, SplitStep split)
    {
        var passes = false;
        for (var i = 0; i < split.Arms.Length; i++)
        {
            if (split.Arms[i].Percent <= 0)
                Report(journey, $"{journey.PointerOf(split)}/split/{i}/percent",
                    $"the arm \"{split.Arms[i].Id}\" can never be taken: its share is 0; raise it or remove the arm");
            passes |= CheckBlock(journey, split.Arms[i].Steps) && split.Arms[i].Percent > 0;
        }

        return passes || split.Arms.IsEmpty;
    }

    private static bool Countdown(CheckedJourney journey, CountdownStep countdown)
    {
        foreach (var milestone in countdown.Milestones)
            CheckBlock(journey, milestone.Steps);
        return true; // who enters late passes over the early milestones, so none of them stops everybody
    }

    private static bool WaitFor(CheckedJourney journey, WaitForStep wait)
    {
        var passes = false;
        foreach (var pattern in wait.Events)
            passes |= CheckBlock(journey, pattern.Then);
        if (wait.Timeout is null && !wait.OnTimeout.IsEmpty)
            Report(journey, journey.PointerOf(wait) + "/waitFor/onTimeout",
                "\"onTimeout\" can never be reached: the wait has no \"timeout\"; add one");
        return (CheckBlock(journey, wait.OnTimeout) && wait.Timeout is not null) || passes;
    }

    private static string Why(Step stop) => stop switch
    {
        EndStep => $"\"{stop.Id}\" ends the journey",
        WaitForStep { Timeout: null, Events.IsEmpty: true } => $"\"{stop.Id}\" waits forever",
        _ => $"every path through \"{stop.Id}\" ends the journey",
    };

    private static void Report(CheckedJourney journey, string pointer, string message) => journey.Error(pointer, "unreachable", message);
}
