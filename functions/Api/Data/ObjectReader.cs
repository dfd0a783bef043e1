using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Api.Data;

/// <summary>Reads the properties of a request's object; what is missing, unknown or of another type is logged and read as null.</summary>
internal sealed class ObjectReader
{
    private readonly JsonElement _object;
    private readonly string _pointer;
    private readonly ProblemLog _log;

    private ObjectReader(JsonElement element, string pointer, ProblemLog log) => (_object, _pointer, _log) = (element, pointer, log);

    /// <summary>The object at a place; null after logging when it is none.</summary>
    public static ObjectReader? Of(JsonElement element, string pointer, ProblemLog log, params string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            log.Add(pointer, "wrong-type", $"expected an object, found {JsonKinds.Describe(element)}");
            return null;
        }

        foreach (var property in element.EnumerateObject().Where(property => !known.Contains(property.Name, StringComparer.Ordinal)))
        {
            var name = RouteIds.Shorten(property.Name);
            log.Add(JsonPointers.Append(pointer, property.Name), "unknown-property",
                $"there is no property \"{name}\" here{Spelling.Hint(name, known)}");
        }

        return new ObjectReader(element, pointer, log);
    }

    public string PointerTo(string name) => JsonPointers.Append(_pointer, name);

    /// <summary>A property; null when it is missing or JSON null.</summary>
    public JsonElement? this[string name] =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Whether a property is there as JSON null, which takes a value away.</summary>
    public bool IsNull(string name) => _object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    public JsonElement? Object(string name) => Typed(name, "an object", static v => v.ValueKind == JsonValueKind.Object);

    public JsonElement? Array(string name) => Typed(name, "a list", static v => v.ValueKind == JsonValueKind.Array);

    public string? Text(string name) => Typed(name, "text", static v => v.ValueKind == JsonValueKind.String)?.GetString();

    public bool? Boolean(string name) =>
        Typed(name, "true or false", static v => v.ValueKind is JsonValueKind.True or JsonValueKind.False)?.GetBoolean();

    /// <summary>A number within bounds.</summary>
    public decimal? Number(string name, string expected, double min, double max)
    {
        if (Typed(name, expected, static v => v.ValueKind == JsonValueKind.Number) is not { } value)
            return null;
        if (value.TryGetDouble(out var number) && number >= min && number <= max && value.TryGetDecimal(out var exact))
            return exact;
        _log.Add(PointerTo(name), "out-of-range", $"expected {expected}, found {RouteIds.Shorten(value.GetRawText())}");
        return null;
    }

    public Instant? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (AttributeDates.TryReadInstant(text, out var time))
            return time;
        _log.Add(PointerTo(name), "wrong-type",
            $"expected an instant such as \"2026-03-31T09:00:00+08:00\", found the text \"{RouteIds.Shorten(text)}\"");
        return null;
    }

    /// <summary>A customer or policy id.</summary>
    public string? Id(string name, string what)
    {
        if (Text(name) is not { } text)
            return null;
        if (CustomerId.IsValid(text))
            return text;
        _log.Add(PointerTo(name), "bad-id", $"{RouteIds.Expected(what)}, found \"{RouteIds.Shorten(text)}\"");
        return null;
    }

    /// <summary>Logs that a property is missing, if it is.</summary>
    public ObjectReader Require(string name, string expected)
    {
        if (this[name] is null)
            _log.Add(PointerTo(name), "missing", $"\"{name}\" is missing: expected {expected}");
        return this;
    }

    private JsonElement? Typed(string name, string expected, Predicate<JsonElement> fits)
    {
        if (this[name] is not { } value)
            return null;
        if (fits(value))
            return value;
        _log.Add(PointerTo(name), "wrong-type", $"expected {expected}, found {JsonKinds.Describe(value)}");
        return null;
    }
}
