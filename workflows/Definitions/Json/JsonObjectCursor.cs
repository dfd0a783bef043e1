using System.Text.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Json;

/// <summary>The properties of an object: a name written twice is reported, and the last one counts.</summary>
internal sealed class JsonObjectCursor
{
    private readonly Dictionary<string, JsonCursor> _properties = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly HashSet<(string Written, string Meant)> _misspelt = [];

    /// <summary>Lists the properties.</summary>
    public JsonObjectCursor(JsonElement element, JsonCursor at)
    {
        At = at;
        foreach (var property in element.EnumerateObject())
        {
            var cursor = new JsonCursor(property.Value, JsonPointers.Append(at.Pointer, property.Name), at.Log);
            if (_properties.ContainsKey(property.Name))
                cursor.Error("duplicate-property", $"\"{property.Name}\" is written twice in one object; keep one of them");
            else
                _order.Add(property.Name);
            _properties[property.Name] = cursor;
        }
    }

    /// <summary>The object's own place.</summary>
    public JsonCursor At { get; }

    /// <summary>The names in the order written, each once.</summary>
    public IReadOnlyList<string> Names => _order;

    /// <summary>The value of a property, or null when it is not there.</summary>
    public JsonCursor? this[string name] => _properties.TryGetValue(name, out var cursor) ? cursor : null;

    /// <summary>The value of a property that must be there, or null after reporting.</summary>
    /// <param name="name">The property.</param>
    /// <param name="example">What to write, for the message.</param>
    public JsonCursor? Required(string name, string example)
    {
        if (this[name] is { } found)
            return found;
        // A misspelt one was reported where it stands; a second finding about the same slip would only distract.
        if (!IsMisspelt(name))
            At.Error("missing-property", $"\"{name}\" is missing; add for example {example}");
        return null;
    }

    /// <summary>Whether one of the unknown properties probably means this one.</summary>
    public bool IsMisspelt(string name) => _order.Any(written => _misspelt.Contains((written, name)));

    /// <summary>Checks <c>$schema</c>, which editors read and we do not.</summary>
    public void CheckSchema() => _ = this["$schema"]?.AsText("the address of a JSON Schema");

    /// <summary>Reports the properties that are not among the known ones, with the nearest that is.</summary>
    public void ReportUnknown(ReadOnlySpan<string> known)
    {
        var names = known.ToArray();
        foreach (var name in _order.Where(n => !names.Contains(n, StringComparer.Ordinal)))
        {
            var near = Spelling.Nearest(name, names.Where(k => !_properties.ContainsKey(k)));
            if (near is not null)
                _misspelt.Add((name, near));
            near ??= Spelling.Nearest(name, names);
            var hint = near is not null ? $"; did you mean \"{near}\"?" : $"; expected {Spelling.OneOf(names)}";
            _properties[name].Error("unknown-property", $"\"{name}\" is not known here{hint}");
        }
    }

}
