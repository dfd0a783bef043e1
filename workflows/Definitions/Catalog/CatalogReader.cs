using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Catalog;

/// <summary>Reads <c>journeys/catalog.json</c>, with every finding at once. Never throws on bad text.</summary>
public static partial class CatalogReader
{
    private static readonly ImmutableArray<(string Name, Channel Value)> AnyChannel =
        [.. Channel.Contactable.Append(Channel.Agent).Select(channel => (channel.Name, channel))];

    private const string AttributeExample = "\"text\", or an object such as { \"type\": \"text\", \"values\": [\"high\"] }";

    /// <summary>Reads a catalog.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark.</param>
    public static CatalogReadResult Read(ReadOnlyMemory<byte> json)
    {
        var (catalog, log, source) = JsonSource.Read(json, ReadCatalog);
        return new CatalogReadResult(log.HasErrors ? null : catalog, source.Findings(log));
    }

    private static AttributeCatalog? ReadCatalog(JsonCursor at)
    {
        if (at.AsObject("a catalog: an object with \"customer\", \"policy\" and \"events\"", "$schema", "customer", "policy", "events")
            is not { } catalog)
            return null;
        catalog.CheckSchema();
        return new AttributeCatalog(
            catalog.Required("customer", "\"customer\": { \"phone\": \"text\" }") is { } customer ? ReadAttributes(customer) : [],
            catalog.Required("policy", "\"policy\": { \"expires_on\": \"date\" }") is { } policy ? ReadAttributes(policy) : [],
            catalog["events"] is { } events ? ReadEvents(events) : []);
    }

    private static IEnumerable<EventDefinition> ReadEvents(JsonCursor at)
    {
        var events = new List<EventDefinition>();
        if (at.AsOpenObject("an object of event types such as { \"policy.renewed\": { … } }") is not { } types)
            return events;
        foreach (var type in types.Names)
        {
            var place = types[type]!.Value;
            if (!EventType().IsMatch(type))
                place.Error("bad-name", $"\"{type}\" is not an event type; write a subject and what happened, such as \"policy.renewed\"");
            var declared = place.AsObject("an object such as { \"attributes\": { \"premium\": \"number\" } }", "description", "attributes");
            _ = declared?["description"]?.AsText("a description");
            var attributes = declared?["attributes"] is { } list ? ReadAttributes(list) : [];
            WarnOfOtherTypes(place, type, attributes, events);
            events.Add(new EventDefinition(type, attributes.ToDictionary(a => a.Name, StringComparer.Ordinal)));
        }

        return events;
    }

    /// <summary>A journey that several events start sees them under one name, <c>event</c>.</summary>
    private static void WarnOfOtherTypes(
        JsonCursor place, string type, List<AttributeDefinition> attributes, List<EventDefinition> earlier)
    {
        foreach (var attribute in attributes)
        {
            if (earlier.Find(e => e.Attributes.TryGetValue(attribute.Name, out var same) && same.Type != attribute.Type) is { } other)
                place.Warn("unlike-types",
                    $"\"{attribute.Name}\" of \"{type}\" has another type than that of \"{other.Type}\", which counts for " +
                    $"event.{attribute.Name} in journeys; give it another name, or the same type");
        }
    }

    private static List<AttributeDefinition> ReadAttributes(JsonCursor at)
    {
        var attributes = new List<AttributeDefinition>();
        if (at.AsOpenObject("an object of attributes such as { \"premium\": \"number\" }") is not { } names)
            return attributes;
        foreach (var name in names.Names)
        {
            var place = names[name]!.Value;
            if (!AttributeName().IsMatch(name))
                place.Error("bad-name",
                    $"\"{name}\" cannot be an attribute: use lower-case letters, digits and underscores, a letter first, as expressions " +
                    $"write it");
            if (ReadAttribute(name, place) is { } attribute)
                attributes.Add(attribute);
        }

        return attributes;
    }

    private static AttributeDefinition? ReadAttribute(string name, JsonCursor at)
    {
        if (at.Kind == JsonValueKind.String)
            return ReadType(at) is { } shorthand ? new AttributeDefinition(name, shorthand, null, false, []) : null;
        if (at.Kind != JsonValueKind.Object)
        {
            at.WrongType(AttributeExample);
            return null;
        }

        var attribute = at.AsObject(AttributeExample, "type", "values", "personal", "channels", "unit", "past", "description")!;
        var type = attribute.Required("type", "\"type\": \"text\"") is { } place ? ReadType(place) : null;
        _ = attribute["description"]?.AsText("a description");
        var values = attribute["values"] is { } list ? ReadValues(list, type) : [];
        var unit = attribute["unit"]?.AsText("a unit such as \"TWD\"");
        if (attribute["past"] is { } past && type is not (null or AttributeType.Date or AttributeType.Instant))
            past.Error("wrong-type", "\"past\" is said of dates, so it belongs to an attribute of type \"date\" or \"instant\"");
        return new AttributeDefinition(name, type ?? AttributeType.Text, unit, attribute["personal"]?.AsBoolean() ?? false, values)
        {
            IsPast = attribute["past"]?.AsBoolean() ?? false,
            Channels = attribute["channels"]?.AsDistinct<Channel>("a list of channels such as [\"email\"]", item => item.AsOneOf("channel", AnyChannel)),
        };
    }

    private static IReadOnlyList<string> ReadValues(JsonCursor at, AttributeType? type)
    {
        if (type is not (null or AttributeType.Text or AttributeType.List))
            at.Error("wrong-type", "\"values\" lists texts, so it belongs to an attribute of type \"text\" or \"list\"");
        if (at.IsEmptyList)
            at.Error("empty", "an empty list of values would allow none; leave \"values\" out to allow any");
        return at.AsTexts("a list of texts such as [\"standard\", \"high\"]", "a value such as \"high\"");
    }

    private static AttributeType? ReadType(JsonCursor at) => at.AsOneOf("attribute type",
        ("text", AttributeType.Text), ("number", AttributeType.Number), ("boolean", AttributeType.Boolean),
        ("date", AttributeType.Date), ("instant", AttributeType.Instant), ("list", AttributeType.List));

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\z")]
    private static partial Regex EventType();
}
