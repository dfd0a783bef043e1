using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Api.Data;

/// <summary>Reads attributes from JSON and holds them against what the catalog declares.</summary>
/// <param name="log">Hears of everything wrong.</param>
internal sealed class AttributeReader(ProblemLog log)
{
    /// <summary>Reads an object of attributes.</summary>
    /// <param name="data">A JSON object.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="declared">Everything the catalog says about a name; a value must satisfy all of it.</param>
    /// <returns>Names and values; null for a JSON null. What was wrong is left out and logged.</returns>
    public List<KeyValuePair<string, object?>> Read(
        JsonElement data, string pointer, Func<string, IEnumerable<AttributeDefinition>> declared)
    {
        if (AreTooMany(data, pointer))
            return [];
        var values = new List<KeyValuePair<string, object?>>();
        foreach (var property in data.EnumerateObject())
        {
            var place = JsonPointers.Append(pointer, RouteIds.Shorten(property.Name));
            if (IsTooLong(property, place))
                continue;
            if (property.Value.ValueKind == JsonValueKind.Null)
                values.Add(new(property.Name, null));
            else if (Value(property.Value, place) is { } value
                && declared(property.Name).All(definition => Fits(definition, property.Value, place)))
                values.Add(new(property.Name, value));
        }

        return values;
    }

    /// <summary>Reads an object of attributes that must all be declared.</summary>
    public List<KeyValuePair<string, object?>> ReadDeclared(
        JsonElement data, string pointer, IReadOnlyDictionary<string, AttributeDefinition> declared)
    {
        if (AreTooMany(data, pointer))
            return [];
        var known = declared.Keys.ToList();
        foreach (var property in data.EnumerateObject())
        {
            if (!declared.ContainsKey(property.Name))
            {
                var name = RouteIds.Shorten(property.Name);
                log.Add(JsonPointers.Append(pointer, property.Name), "unknown-attribute",
                    $"the catalog has no attribute \"{name}\"{Spelling.Hint(name, known)}");
            }
        }

        return Read(data, pointer, name => declared.TryGetValue(name, out var definition) ? [definition] : []);
    }

    private bool Fits(AttributeDefinition definition, JsonElement value, string place)
    {
        if (!AttributeTypes.Fits(definition.Type, value))
        {
            log.Add(place, "wrong-type", $"expected {AttributeTypes.Describe(definition.Type)}, found {JsonKinds.Describe(value)}");
            return false;
        }

        if (definition.Values.Count == 0)
            return true;
        var texts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.GetString()!)
            : [value.GetString()!];
        foreach (var text in texts)
        {
            if (definition.Values.Contains(text, StringComparer.Ordinal))
                continue;
            log.Add(place, "unknown-value", $"expected {Spelling.OneOf([.. definition.Values])}, found \"{RouteIds.Shorten(text)}\"");
            return false;
        }

        return true;
    }

    private bool AreTooMany(JsonElement data, string pointer)
    {
        if (data.GetPropertyCount() is not (> Limits.Attributes and var count))
            return false;
        log.Add(pointer, "too-many-attributes", $"expected at most {Limits.Attributes} attributes, found {count:N0}");
        return true;
    }

    private bool IsTooLong(JsonProperty property, string place)
    {
        if (property.Name.Length > Limits.NameLength)
        {
            log.Add(place, "too-long", $"expected a name of at most {Limits.NameLength} characters, found {property.Name.Length:N0}");
            return true;
        }

        var length = property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString()!.Length,
            JsonValueKind.Array or JsonValueKind.Object => property.Value.GetRawText().Length,
            _ => 0,
        };
        if (length <= Limits.TextLength)
            return false;
        log.Add(place, "too-long", $"expected at most {Limits.TextLength:N0} characters, found {length:N0}");
        return true;
    }

    private object? Value(JsonElement value, string place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: return value.GetString();
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Number:
                if (value.TryGetDecimal(out var number))
                    return number;
                log.Add(place, "number-too-large", "expected a decimal number of at most 28 digits");
                return null;
            case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                return value.EnumerateArray().Select(item => item.GetString()!).ToArray();
            default: return value.GetRawText(); // nested data is kept as it came
        }
    }
}
