using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation;

/// <summary>An event both awaited and an exit rule: the exit always wins, so the wait may hope in vain.</summary>
internal static class ExitCheck
{
    public static void Run(CheckedJourney journey)
    {
        foreach (var wait in journey.Steps.OfType<WaitForStep>())
        {
            foreach (var pattern in wait.Events)
            {
                foreach (var exit in journey.Definition.Exits.OfType<ExitRule.OnEvent>()
                    .Where(e => e.Type == pattern.Type && e.Type.Length > 0))
                    Compare(journey, pattern, exit);
            }
        }
    }

    private static void Compare(CheckedJourney journey, EventPattern pattern, ExitRule.OnEvent exit)
    {
        var pointer = journey.PointerOf(pattern);
        var rule = journey.PointerOf(exit);
        if (exit.Where is null || exit.Where.Source == pattern.Where?.Source)
        {
            journey.Error(pointer, "awaited-exit",
                $"\"{pattern.Type}\" ends the journey by {rule}, so this wait can never receive it; remove one of the two, or " +
                $"distinguish them with \"where\"");
        }
        else if (pattern.Where is null)
        {
            journey.Warn(pointer, "awaited-exit",
                $"\"{pattern.Type}\" also ends the journey by {rule} when {exit.Where.Source}; add a \"where\" here that says which one " +
                $"is awaited");
        }
    }
}
