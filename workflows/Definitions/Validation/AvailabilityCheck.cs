using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation;

/// <summary>Constructs of the language that no engine runs yet: an error, so that none is silently passed over.</summary>
internal static class AvailabilityCheck
{
    public static void Run(CheckedJourney journey)
    {
        foreach (var entry in journey.Definition.Entries.OfType<Entry.OnSegment>())
            Report(journey, journey.PointerOf(entry) + "/segment", "an entry by \"segment\"",
                "enter by \"schedule\" with an \"audience\" instead");
        foreach (var step in journey.Steps)
        {
            var pointer = journey.PointerOf(step);
            switch (step)
            {
                case CallStep:
                    Report(journey, pointer + "/call", "\"call\"",
                    "publish an event with \"publish\" and let its receiver act"); break;
                case EnrollStep:
                    Report(journey, pointer + "/enroll", "\"enroll\"",
                    "let the other journey enter by an event or an audience"); break;
                case RepeatStep: Report(journey, pointer + "/repeat", "\"repeat\"", "write the rounds out one after the other"); break;
                default: break;
            }
        }
    }

    private static void Report(CheckedJourney journey, string pointer, string construct, string instead) =>
        journey.Error(pointer, "not-yet-supported", $"{construct} is not available yet; until it is, {instead}");
}
