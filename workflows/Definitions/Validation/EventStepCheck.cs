using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation.Flow;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation;

/// <summary>The <c>step</c> of an awaited event must be one that such events are about, and that happened before.</summary>
internal static class EventStepCheck
{
    public static void Run(CheckedJourney journey, StepHistory? history)
    {
        foreach (var wait in journey.Steps.OfType<WaitForStep>())
        {
            foreach (var pattern in wait.Events.Where(p => p.Step is not null))
                Check(journey, history, wait, pattern, pattern.Step!.Value);
        }
    }

    private static void Check(CheckedJourney journey, StepHistory? history, WaitForStep wait, EventPattern pattern, StepId about)
    {
        var pointer = journey.PointerOf(pattern) + "/step";
        var isTask = pattern.Type == "task.done";
        if (!isTask && !pattern.Type.StartsWith("message.", StringComparison.Ordinal) && pattern.Type.Length > 0)
        {
            journey.Error(pointer, "no-step-event",
                $"\"{pattern.Type}\" concerns no step; leave \"step\" out, or await a message event such as \"message.clicked\"");
            return;
        }

        if (!journey.StepIds.Contains(about.Value))
        {
            var candidates = journey.Steps.Where(s => IsAbout(s, isTask)).Select(s => s.Id.Value).ToArray();
            journey.Error(pointer, "unknown-step", $"the journey has no step \"{about}\"{Spelling.Hint(about.Value, candidates)}");
        }
        else if (journey.Steps.FirstOrDefault(s => s.Id == about) is { } step)
        {
            if (!IsAbout(step, isTask))
                journey.Error(pointer, "not-a-send",
                    $"\"{about}\" is not a {(isTask ? "task" : "send")}, so no \"{pattern.Type}\" is ever about it; name " +
                    $"the {(isTask ? "task" : "send")} that is meant");
            else if (history is not null && !history.MayPrecede(about, wait))
                journey.Error(pointer, "never-before",
                    $"\"{about}\" is never done before this wait, so no event about it can be received; move the wait after it");
        }
    }

    private static bool IsAbout(Step step, bool isTask) => isTask ? step is TaskStep : step is SendStep;
}
