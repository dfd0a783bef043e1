using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers;

namespace Campaigns.Portfolio;

/// <summary>Holds what a map makes of a file against the catalog, as the HTTP API does with attributes: no text is put into a list.</summary>
/// <param name="catalog">What is declared; everything else is not kept, and not checked.</param>
internal sealed class CatalogCheck(AttributeCatalog catalog)
{
    /// <summary>What is wrong for every row: a list where the catalog has none, or none where it has one.</summary>
    public IEnumerable<MapFinding> Findings(PortfolioMap map)
    {
        var values = map.Customer.Attributes.Select(pair => ("customer", catalog.Find("customer", pair.Key), pair.Value))
            .Concat((map.Policy?.Attributes ?? new Dictionary<string, MapValue>())
                .Select(pair => ("policy", catalog.Find("policy", pair.Key), pair.Value)))
            .Concat(map.Events.SelectMany(happening => happening.Data.Select(pair =>
                (happening.Type, catalog.FindOfEvent(happening.Type, pair.Key), pair.Value))));
        foreach (var (subject, declared, value) in values)
            if (Finding(subject, declared, value) is { } finding)
                yield return finding;
    }

    /// <summary>What a value is instead of what its attribute has, after "is"; null when it suits.</summary>
    public string? Fault(string subject, string name, object value) => catalog.Find(subject, name) switch
    {
        { Type: AttributeType.Number } when value is not decimal => $"no number, and {subject}.{name} is one: set \"type\": \"number\"",
        { Type: AttributeType.Boolean } when value is not bool =>
            $"neither true nor false, and {subject}.{name} is: set \"type\": \"boolean\"",
        { Type: AttributeType.Date } when value is not string text || !AttributeDates.TryReadDate(text, out _) =>
            $"no date, and {subject}.{name} is one: set \"type\": \"date\"",
        { Type: AttributeType.List } when value is not IReadOnlyList<string> => $"no list, and {subject}.{name} is one",
        { Type: not AttributeType.List } when value is IReadOnlyList<string> => $"a list, and {subject}.{name} is none",
        _ => null,
    };

    private static MapFinding? Finding(string subject, AttributeDefinition? declared, MapValue value) => declared switch
    {
        { Type: AttributeType.List } when value.List is null => new(value.Pointer, "a value that is no list",
            $"a list, as the catalog declares {subject}.{declared.Name}: say what separates its items, such as \"list\": \";\""),
        { Type: not AttributeType.List } when value.List is not null => new($"{value.Pointer}/list", "a list",
            $"none, as the catalog declares {subject}.{declared.Name} as {declared.Type.ToString().ToLowerInvariant()}"),
        _ => null,
    };
}
