using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation;

/// <summary>
/// A journey that a customer can be in several times at once, once for each gift or order, must tell their events apart: an exit or a wait
/// that does not compare the key would take the event of one for all.
/// </summary>
internal static class EntryComparisonCheck
{
    private const string Event = "event.";

    public static void Run(CheckedJourney journey)
    {
        var keys = journey.Definition.Entries.SelectMany(entry => entry.Key)
            .SelectMany(key => key.Paths).Where(path => path.StartsWith(Event, StringComparison.Ordinal))
            .Select(path => path[Event.Length..]).Where(name => !name.Contains('.')).Distinct().ToList();
        if (keys.Count == 0)
            return;
        foreach (var exit in journey.Definition.Exits.OfType<ExitRule.OnEvent>())
            Check(journey, keys, exit.Type, exit.Where, journey.PointerOf(exit));
        foreach (var pattern in journey.Steps.OfType<WaitForStep>().SelectMany(wait => wait.Events).Where(pattern => pattern.Step is null))
            Check(journey, keys, pattern.Type, pattern.Where, journey.PointerOf(pattern));
    }

    private static void Check(CheckedJourney journey, List<string> keys, string type, Expression? where, string pointer)
    {
        if (!journey.Context.Catalog.Events.TryGetValue(type, out var known))
            return;
        foreach (var key in keys.Where(key => known.Attributes.ContainsKey(key) && !IsCompared(key, where)))
        {
            var comparison = $"event.{key} == entry.{key}";
            journey.Warn(pointer, "entry-not-compared",
                $"a customer can be in this journey several times, by {key}, and \"{type}\" of one {key} concerns them all; write \"where\": " +
                $"\"{(where is null ? comparison : $"({where.Source}) && {comparison}")}\"");
        }
    }

    private static bool IsCompared(string key, Expression? where) => where is not null
        && where.Paths.Contains(Event + key)
        && (where.Mentions($"entry.{key}") || where.Mentions("steps") || (key == "policy_id" && where.Mentions("policy.id")));
}
