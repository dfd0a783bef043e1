using Campaigns.Model;
using Scriban.Runtime;

namespace Campaigns.Decisions.Engine;

/// <summary>What expressions see under <c>steps</c>: for each step done, its answer.</summary>
public static class StepScope
{
    /// <summary>The view of an enrollment's answers, by step id with <c>-</c> written as <c>_</c>.</summary>
    public static ScriptObject Of(EnrollmentState state)
    {
        var steps = new ScriptObject();
        foreach (var answer in state.Results)
        {
            var view = new ScriptObject
            {
                ["at"] = answer.At.Saturated().ToDateTimeUtc(),
                ["arm"] = answer.Arm,
                ["status"] = answer.Status,
                ["detail"] = answer.Detail
            };
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
