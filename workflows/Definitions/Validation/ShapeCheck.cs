using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Validation;

/// <summary>Numbers that must fit together: the shares of a split, the milestones of a countdown.</summary>
internal static class ShapeCheck
{
    private const double Tolerance = 0.001; // three arms of 33.33 are a slip, three of 33.3333 a rounding

    public static void Run(CheckedJourney journey)
    {
        if (journey.Definition.Steps.IsEmpty && !journey.IsDraft)
            journey.Error("/steps", "empty", "the journey has no steps; add one");
        if (journey.Steps.Count is > Limits.Steps and var count)
            journey.Error("/steps", "too-many", $"the journey has {count:N0} steps, and at most {Limits.Steps} are possible; split it into several");
        foreach (var step in journey.Steps)
        {
            if (step is SplitStep split && !journey.IsDraft)
                CheckShares(journey, split);
            else if (step is CountdownStep countdown)
                CheckMilestones(journey, countdown);
        }
    }

    private static void CheckShares(CheckedJourney journey, SplitStep split)
    {
        var sum = split.Arms.Sum(arm => arm.Percent);
        if (Math.Abs(sum - 100) > Tolerance)
            journey.Error(journey.PointerOf(split) + "/split", "percentages",
                FormattableString.Invariant($"the percentages add up to {sum:0.###}, not to 100; change them so that they add up to 100"));
    }

    private static void CheckMilestones(CheckedJourney journey, CountdownStep countdown)
    {
        var earliest = EntersBefore(journey.Definition, countdown);
        for (var i = 0; i < countdown.Milestones.Length; i++)
        {
            var pointer = $"{journey.PointerOf(countdown)}/countdown/rungs/{i}/before";
            var before = JsonDurations.Approximate(countdown.Milestones[i].Before);
            if (i > 0 && JsonDurations.Approximate(countdown.Milestones[i - 1].Before) is var last && last <= before && !journey.IsDraft)
            {
                journey.Error(pointer, last == before ? "duplicate-rung" : "rung-order", last == before
                    ? $"two rungs are at {countdown.Milestones[i].Before}; put their steps into one"
                    : $"the rung {countdown.Milestones[i].Before} comes after {countdown.Milestones[i - 1].Before} but lies farther from " +
                    $"the date; write the farthest first");
            }

            if (earliest is { } by && before > JsonDurations.Approximate(by))
                journey.Warn(pointer, "rung-before-entry",
                    $"no customer is enrolled {countdown.Milestones[i].Before} before the date: the entry is {by} before it; enter " +
                    $"earlier or remove the rung");
        }
    }

    /// <summary>How long before the countdown's date customers enter, where every entry hangs on that date.</summary>
    internal static Period? EntersBefore(JourneyDefinition definition, CountdownStep countdown)
    {
        if (definition.Entries.IsEmpty
            || !definition.Entries.All(e => e is Entry.BeforeDate before && before.Date.Source == countdown.To.Source))
            return null;
        return definition.Entries.Cast<Entry.BeforeDate>().MaxBy(e => JsonDurations.Approximate(e.By))!.By;
    }
}
