using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Flow;

/// <summary>
/// A <c>send</c> that is reached only because an event did not come, and may be put off past that event. In the <c>onTimeout</c> of its
/// wait it would be withdrawn then; elsewhere nothing withdraws it.
/// </summary>
internal static class OutdatedSendCheck
{
    public static void Run(CheckedJourney journey)
    {
        var waits = journey.Steps.OfType<WaitForStep>().ToList();
        foreach (var place in journey.Definition.Map.Positions)
        {
            if (place.Step is SendStep { When: null } send && MayBePutOff(journey, send)
                && waits.Find(wait => !IsInTimeoutOf(journey, place, wait) && IsReachedOnlyWithout(journey, place, wait)) is { } missed)
                journey.Warn(journey.PointerOf(send) + "/send", "may-be-outdated",
                    $"\"{send.Id}\" is sent because nothing that \"{missed.Id}\" waits for had come, but the contact policy may put it " +
                    $"off until after it has; move it into the \"onTimeout\" of \"{missed.Id}\", which goes on hearing until the message " +
                    $"is sent, or add a \"when\"");
        }
    }

    private static bool MayBePutOff(CheckedJourney journey, SendStep send) =>
        !journey.Context.ContactPolicy.Exempt.Contains(journey.Definition.Category)
        && (send.WhenBlocked == WhenBlocked.Defer || send.Time == SendTime.Best || journey.Definition.SendRate is not null);

    private static bool IsInTimeoutOf(CheckedJourney journey, StepPosition place, WaitForStep wait) =>
        Holders(journey, place).Any(holder => ReferenceEquals(holder.Parent, wait));

    private static bool IsReachedOnlyWithout(CheckedJourney journey, StepPosition place, WaitForStep wait) =>
        Holders(journey, place).Any(holder => IsTimeoutArm(holder, wait) || FollowsOnlyTimeout(holder, wait));

    /// <summary>The step's own place, then those of the steps that hold it.</summary>
    private static IEnumerable<StepPosition> Holders(CheckedJourney journey, StepPosition place)
    {
        for (var holder = place; holder is not null; holder = holder.Parent is { } parent ? journey.Definition.Map.Find(parent.Id) : null)
            yield return holder;
    }

    /// <summary>Whether a branch takes this arm only where the wait had no event.</summary>
    private static bool IsTimeoutArm(StepPosition holder, WaitForStep wait)
    {
        if (holder.Parent is not BranchStep branch)
            return false;
        var came = $"steps.{wait.Id.AsIdentifier()}.event";
        var excluded = holder.Arm < branch.Arms.Length
            && Constant.Of(branch.Arms[holder.Arm].When) is null && Constant.Of(branch.Arms[holder.Arm].When, came) == false;
        return excluded || branch.Arms.Take(holder.Arm)
            .Any(arm => Constant.Of(arm.When) is null && Constant.Of(arm.When, came) == true);
    }

    /// <summary>Whether the wait stands before it in the same block, and each of its events ends the journey.</summary>
    private static bool FollowsOnlyTimeout(StepPosition holder, WaitForStep wait) =>
        holder.Block[..holder.Index].Contains(wait) && wait.Events.All(pattern => Ends(pattern.Then));

    private static bool Ends(ImmutableArray<Step> block) => block.Any(step => step switch
    {
        EndStep => true,
        BranchStep branch => branch.Arms.All(arm => Ends(arm.Then)) && Ends(branch.Otherwise),
        SplitStep split => split.Arms.All(arm => Ends(arm.Steps)),
        WaitForStep wait => wait.Events.All(pattern => Ends(pattern.Then)) && (wait.Timeout is null || Ends(wait.OnTimeout)),
        _ => false,
    });
}
