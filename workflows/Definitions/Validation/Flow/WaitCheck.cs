using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Flow;

/// <summary>Waits that can never end, or that end only if the customer happens to do something.</summary>
internal static class WaitCheck
{
    public static void Run(CheckedJourney journey)
    {
        foreach (var wait in journey.Steps.OfType<WaitForStep>().Where(w => w.Timeout is null))
        {
            var pointer = journey.PointerOf(wait) + "/waitFor";
            if (wait.Events.All(e => !journey.Context.Catalog.Events.ContainsKey(e.Type) || Never(e)))
                journey.Error(pointer, "endless-wait",
                    $"\"{wait.Id}\" can never end: none of its events can occur and it has no \"timeout\"; add one, such as \"P7D\"");
            else
                journey.Warn(pointer, "no-timeout",
                    $"\"{wait.Id}\" waits forever if none of its events occurs; add a \"timeout\", such as \"P30D\"");
        }

        foreach (var wait in journey.Steps.OfType<WaitUntilStep>().Where(w => Constant.Of(w.Until) == false))
            journey.Error(journey.PointerOf(wait) + "/wait/until", "endless-wait",
                $"\"{wait.Until.Source}\" is not a date, so \"{wait.Id}\" has nothing to wait for; name one, such as policy.expires_on");
    }

    private static bool Never(EventPattern pattern) => pattern.Where is { } where && Constant.Of(where) == false;
}
