using Campaigns.Definitions.Journeys;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>What expressions and templates see under <c>journey</c>.</summary>
public static class JourneyScope
{
    /// <summary>The view of a definition.</summary>
    public static ScriptObject Of(JourneyDefinition journey) => new()
    {
        ["id"] = journey.Id.Value,
        ["version"] = journey.Version,
        ["category"] = journey.Category,
        ["priority"] = journey.Priority,
    };
}
