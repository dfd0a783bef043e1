using Campaigns.Workflows.Engine;
using Campaigns.Workflows.Journeys;
using Scriban.Runtime;

namespace Campaigns.Workflows.Expressions;

/// <summary>What expressions see under <c>steps</c>: for each step done, its answer.</summary>
internal static class StepScope
{
    public static ScriptObject Of(EnrollmentState state)
    {
        var steps = new ScriptObject();
        foreach (var answer in state.Answers)
        {
            var view = new ScriptObject { ["at"] = answer.At.ToDateTimeUtc(), ["arm"] = answer.Arm, ["status"] = answer.Status, ["detail"] = answer.Detail };
            if (answer.Event is { } type)
            {
                var carried = new ScriptObject { ["type"] = type };
                foreach (var (name, value) in answer.Data?.Values ?? [])
                    carried[name] = value;
                view["event"] = carried;
            }

            steps[answer.Step.AsIdentifier()] = view;
        }

        return steps;
    }
}

/// <summary>What expressions and templates see under <c>journey</c>.</summary>
public static class JourneyScope
{
    /// <summary>The view of a definition.</summary>
    public static ScriptObject Of(JourneyDefinition journey) => new()
    {
        ["id"] = journey.Id.Value, ["version"] = journey.Version, ["category"] = journey.Category, ["priority"] = journey.Priority,
    };
}
