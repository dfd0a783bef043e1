using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Together;

/// <summary>Audiences, entries, exits and arms whose condition nobody can ever fulfil.</summary>
internal static class DeadConditionCheck
{
    public static void Run(CheckedJourney journey)
    {
        foreach (var entry in journey.Definition.Entries)
        {
            Check(journey, entry.Where, journey.PointerOf(entry) + "/where", "so nobody ever enters this way");
            if (entry is Entry.OnSchedule { Audience.Where: { } where })
                Check(journey, where, journey.PointerOf(entry) + "/audience/where", "so the audience is always empty");
        }

        foreach (var exit in journey.Definition.Exits)
        {
            var (condition, name) = exit switch
            {
                ExitRule.OnEvent on => (on.Where, "where"),
                ExitRule.When tested => (tested.Condition, "when"),
                _ => (null, ""),
            };
            Check(journey, condition, $"{journey.PointerOf(exit)}/{name}", "so nobody ever leaves this way");
        }

        foreach (var step in journey.Steps)
            CheckStep(journey, step);
    }

    private static void CheckStep(CheckedJourney journey, Step step)
    {
        var pointer = journey.PointerOf(step);
        switch (step)
        {
            case SendStep send:
                Check(journey, send.When, pointer + "/send/when", "so it is never sent");
                break;
            case WaitForStep wait:
                foreach (var pattern in wait.Events)
                    Check(journey, pattern.Where, journey.PointerOf(pattern) + "/where", "so the event is never heard");
                break;
            case BranchStep branch:
                for (var i = 0; i < branch.Arms.Length; i++)
                    Check(journey, branch.Arms[i].When, $"{pointer}/branch/{i}/when", "so the arm is never taken");
                break;
            default: break;
        }
    }

    private static void Check(CheckedJourney journey, Expression? condition, string pointer, string consequence)
    {
        if (condition is not null && Contradiction.IsCertain(condition))
            journey.Warn(pointer, "never-true", $"\"{condition.Source}\" can never hold, {consequence}; correct the values that exclude each other");
    }
}
