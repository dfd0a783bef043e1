using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Tests.Support;

namespace Campaigns.Graphs.Tests;

/// <summary>Journeys that are drawn.</summary>
internal static class Drawn
{
    public static JourneyDefinition Shipped(string name) => JourneyReader.Read(ShippedDocuments.Document(name)).Definition!;

    public static JourneyDefinition Of(string steps)
    {
        var read = JourneyTexts.Read(JourneyTexts.Journey($"[{steps}]"));
        return read.Definition ?? throw new InvalidOperationException(string.Join("\n", read.Findings));
    }

    /// <summary>Every kind of step that leads to different places.</summary>
    public const string EveryWay = """
        { "id": "until", "wait": { "until": "customer.birth_date", "at": "09:00", "ifPast": "skip" } },
        { "id": "skipped", "update": { "set": { "customer.value_tier": "'low'" } } },
        { "id": "either", "waitFor": { "events": [ { "on": "a.happened", "then": [ { "id": "after-a", "wait": "P1D" } ] }, { "on": "b.happened" } ],
            "timeout": "P2D", "onTimeout": [ { "id": "late", "branch": [
                { "when": "customer.value_tier == 'high'", "then": [ { "id": "gone", "end": "gone" } ] },
                { "when": "customer.value_tier == 'low'", "then": [] } ],
                "otherwise": [ { "id": "nothing", "wait": "PT1H30M" } ] } ] } },
        { "id": "arms", "split": [ { "id": "x", "percent": 20, "steps": [] }, { "id": "y", "percent": 79.5, "steps": [ { "id": "in-y", "wait": "P1D" } ] },
            { "id": "z", "percent": 0.5, "steps": [] } ] },
        { "id": "last", "wait": "P1W" }
        """;
}
