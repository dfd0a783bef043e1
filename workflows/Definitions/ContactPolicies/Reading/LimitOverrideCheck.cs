using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Scriban.Syntax;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>A misspelt limit of the customer's own would be null for everybody, and their limit silently not kept.</summary>
internal static class LimitOverrideCheck
{
    private const string Pointer = "/limitOverride";

    public static void Run(Expression limit, AttributeCatalog catalog, ReadingLog log)
    {
        foreach (var name in CustomerAttributes(limit.Root))
        {
            var known = catalog.Of("customer");
            if (!known.TryGetValue(name, out var attribute))
                log.Add(FindingSeverity.Error, Pointer, "unknown-attribute",
                    $"customer has no \"{name}\"{Spelling.Hint(name, known.Keys.ToArray())}; correct it, or declare it in the catalog");
            else if (limit.Root is ScriptMemberExpression && attribute.Type != AttributeType.Number)
                log.Add(FindingSeverity.Error, Pointer, "wrong-type", $"\"{limit.Source}\" is not a number, but a limit must be one");
        }
    }

    private static IEnumerable<string> CustomerAttributes(ScriptNode? node)
    {
        if (node is ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "customer" }, Member.Name: { } name })
            return [name];
        return node is null ? [] : Enumerable.Range(0, node.ChildrenCount).SelectMany(i => CustomerAttributes(node.GetChildren(i)));
    }
}
