using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation;

/// <summary>Ids of steps, and of the arms of a split, must tell their bearers apart, also as expressions write them.</summary>
internal static class IdCheck
{
    public static void Run(CheckedJourney journey)
    {
        var seen = new Dictionary<string, Step>(StringComparer.Ordinal);
        foreach (var step in journey.Steps.Where(s => s.Id.Value.Length > 0))
        {
            if (!seen.TryAdd(step.Id.AsIdentifier(), step))
                Report(journey, step, first: seen[step.Id.AsIdentifier()]);
            if (step is SplitStep split)
                CheckArms(journey, split);
        }
    }

    private static void Report(CheckedJourney journey, Step step, Step first)
    {
        var pointer = journey.PointerOf(step) + "/id";
        if (first.Id == step.Id)
            journey.Error(pointer, "duplicate-id",
                $"the id \"{step.Id}\" is taken by {journey.PointerOf(first)}; give each step its own id");
        else
            journey.Error(pointer, "colliding-id",
                $"\"{step.Id}\" and \"{first.Id}\" are both steps.{step.Id.AsIdentifier()} in expressions; rename one");
    }

    private static void CheckArms(CheckedJourney journey, SplitStep split)
    {
        var arms = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < split.Arms.Length; i++)
        {
            if (split.Arms[i].Id.Length > 0 && !arms.Add(split.Arms[i].Id))
                journey.Error($"{journey.PointerOf(split)}/split/{i}/id", "duplicate-id",
                    $"two arms of this split are called \"{split.Arms[i].Id}\"; give each its own id");
        }
    }
}
