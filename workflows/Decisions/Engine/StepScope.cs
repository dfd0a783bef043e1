using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Decisions.Engine;

/// <summary>What expressions see under <c>steps</c>: for each step done, its answer.</summary>
public static class StepScope
{
    /// <summary>The view of an enrollment's answers, by step id with <c>-</c> written as <c>_</c>.</summary>
    /// <param name="state">Where the enrollment stands.</param>
    /// <param name="catalog">The types of what events carried.</param>
    /// <param name="zone">The customer's zone, on whose clock the instants are.</param>
    public static ScriptObject Of(EnrollmentState state, AttributeCatalog catalog, DateTimeZone zone)
    {
        var steps = new ScriptObject();
        foreach (var answer in state.Results)
        {
            var view = new ScriptObject
            {
                ["at"] = zone.At(answer.At),
                ["arm"] = answer.Arm,
                ["status"] = answer.Status,
                ["detail"] = answer.Detail
            };
            if (answer.Event is { } type)
                view["event"] = new AttributeScope("event", answer.Data ?? AttributeBag.Empty, catalog, zone, type);
            steps[answer.Step.AsIdentifier()] = view;
        }

        return steps;
    }
}
