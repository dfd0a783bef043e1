using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>What an <c>update</c> writes must be declared, and of the declared sort.</summary>
internal static class UpdateCheck
{
    public static void Run(CheckedJourney journey, UpdateStep update, Func<Expression, string, ValueType> typeOf)
    {
        foreach (var (attribute, value) in update.Set)
        {
            var name = JsonPointers.Append("/update/set", attribute);
            Check(journey, journey.PointerOf(update) + name, attribute, value, typeOf(value, name));
        }

        foreach (var tag in update.AddTags.Intersect(update.RemoveTags))
            journey.Error(journey.PointerOf(update) + "/update", "contradiction",
                $"the tag \"{tag}\" is both added and removed; decide for one");
    }

    private static void Check(CheckedJourney journey, string pointer, string attribute, Expression value, ValueType type)
    {
        var catalog = journey.Context.Catalog;
        if (attribute.Split('.') is not [("customer" or "policy") and var subject, var name])
        {
            journey.Error(pointer, "unknown-attribute", $"\"{attribute}\" cannot be set; write customer.… or policy.…");
            return;
        }

        if (catalog.Find(subject, name) is not { } definition)
        {
            journey.Error(pointer, "unknown-attribute",
                $"{subject} has no \"{name}\"{Spelling.Hint(name, catalog.Of(subject).Keys.ToArray())}; correct it, or declare it in the " +
                $"catalog");
            return;
        }

        var declared = ValueType.Of(definition);
        if (name == "id")
            journey.Error(pointer, "unknown-attribute", $"\"{attribute}\" identifies the {subject} and cannot be changed");
        else if (!type.IsOpen && type.Kind != declared.Kind)
            journey.Error(pointer, "unlike-types", $"\"{attribute}\" is {declared.Described}, but \"{value.Source}\" is {type.Described}");
        else if (declared.Values is { } values && type.Literal is { } literal && !values.Contains(literal, StringComparer.Ordinal))
            journey.Error(pointer, "unknown-value", $"\"{attribute}\" is never '{literal}'{Spelling.Hint(literal, values)}");
    }
}
