using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using Campaigns.Definitions.Scenarios;
using Campaigns.Model;
using Campaigns.Model.Customers;

namespace Campaigns.Workspaces.Validation;

/// <summary>Names in a scenario that nothing has: what they tell could never come, or never fail.</summary>
public static class ScenarioCheck
{
    /// <summary>Finds them all.</summary>
    /// <param name="scenario">The scenario, as it was read from the text.</param>
    /// <param name="json">The text.</param>
    /// <param name="journeys">The journeys of the workspace.</param>
    /// <param name="catalog">Its attributes and events.</param>
    public static IEnumerable<Finding> Run(
        Scenario scenario, ReadOnlyMemory<byte> json, IReadOnlyCollection<JourneyDefinition> journeys, AttributeCatalog catalog)
    {
        var places = new DocumentPlaces(json);
        return [.. Journeys(scenario, journeys, places), .. Steps(scenario, journeys, places), .. Events(scenario, catalog, places),
            .. Attributes("customer", "/customer", scenario.Customer, catalog, places),
            .. scenario.Policies.SelectMany((policy, i) => Attributes("policy", $"/policies/{i}", policy, catalog, places))];
    }

    private static IEnumerable<Finding> Journeys(Scenario scenario, IReadOnlyCollection<JourneyDefinition> journeys, DocumentPlaces places)
    {
        string[] ids = [.. journeys.Select(journey => journey.Id.Value)];
        var named = scenario.Journeys.Select((id, i) => (Id: id, Pointer: $"/journeys/{i}"))
            .Concat(scenario.Expect.Outcomes.Select(outcome => (Id: outcome.Journey, Pointer: JsonPointers.Append("/expect/outcomes", outcome.Journey.Value))))
            .Concat((scenario.Expect.Messages ?? []).SelectMany((message, i) => message.Journey is { } id ? [(Id: id, Pointer: $"/expect/messages/{i}/journey")] : Array.Empty<(JourneyId Id, string Pointer)>()));
        return from name in named
               where !ids.Contains(name.Id.Value)
               select places.Error(name.Pointer, "unknown-journey", $"there is no journey \"{name.Id}\"{Spelling.Hint(name.Id.Value, ids)}");
    }

    private static IEnumerable<Finding> Steps(Scenario scenario, IReadOnlyCollection<JourneyDefinition> journeys, DocumentPlaces places)
    {
        var steps = journeys.SelectMany(journey => journey.Map.Positions).Select(p => p.Step.Id.Value).ToHashSet();
        var named = (scenario.Expect.Messages ?? []).Select((message, i) => (message.Step, Pointer: $"/expect/messages/{i}/step"))
            .Concat(scenario.Expect.Silences.Select((silence, i) => (silence.Step, Pointer: $"/expect/silences/{i}/step")))
            .Concat(scenario.Events.SelectMany((told, i) => told.Step is { } step ? [(Step: step, Pointer: $"/events/{i}/step")] : Array.Empty<(StepId Step, string Pointer)>()));
        return from name in named
               where !steps.Contains(name.Step.Value)
               select places.Error(name.Pointer, "unknown-step", $"no journey has a step \"{name.Step}\"{Spelling.Hint(name.Step.Value, steps)}");
    }

    private static IEnumerable<Finding> Events(Scenario scenario, AttributeCatalog catalog, DocumentPlaces places)
    {
        for (var i = 0; i < scenario.Events.Length; i++)
        {
            var (type, data) = (scenario.Events[i].Type, scenario.Events[i].Data);
            if (!catalog.Events.TryGetValue(type, out var known))
            {
                yield return places.Error($"/events/{i}/type", "unknown-event",
                    $"the catalog has no event \"{type}\"{Spelling.Hint(type, [.. catalog.Events.Keys])}; correct it, or declare it in the catalog");
                continue;
            }

            // The system's own events say which message and which policy they are about.
            foreach (var name in data.Names.Order(StringComparer.Ordinal).Where(name => !known.Attributes.ContainsKey(name)
                && name is not ("policy_id" or "message_id" or "channel")))
            {
                yield return places.Warning($"/events/{i}/data/{name}", "unknown-attribute",
                    $"the catalog has no \"{name}\" of \"{type}\"{Spelling.Hint(name, [.. known.Attributes.Keys])}");
            }
        }
    }

    private static IEnumerable<Finding> Attributes(string subject, string pointer, AttributeBag attributes, AttributeCatalog catalog, DocumentPlaces places) =>
        from name in attributes.Names.Order(StringComparer.Ordinal)
        where name != "id" && catalog.Find(subject, name) is null
        select places.Warning(JsonPointers.Append(pointer, name), "unknown-attribute",
            $"the catalog has no {subject}.{name}{Spelling.Hint(name, [.. catalog.Of(subject).Keys])}");
}
