using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Model;

namespace Campaigns.Portfolio;

/// <summary>A place in the map's JSON that knows its pointer and writes findings.</summary>
internal sealed class MapJson(JsonElement element, string pointer, List<MapFinding> findings)
{
    public JsonElement Element { get; } = element;

    public string Pointer { get; } = pointer;

    public JsonValueKind Kind => Element.ValueKind;

    public IEnumerable<(string Name, MapJson Value)> Properties =>
        Element.EnumerateObject().Select(p => (p.Name, At(p.Name, p.Value)));

    public IEnumerable<MapJson> Items => Element.EnumerateArray().Select((item, i) => At($"{i}", item));

    public MapJson? Find(string name) =>
        Kind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) ? At(name, value) : null;

    public void Expect(string expected, string? nearest = null) => findings.Add(new(Pointer, Show(Element), expected, nearest));

    public void Lacks(string name, string expected) => findings.Add(new($"{Pointer}/{name}", "nothing", expected));

    public void Misnamed(string name, string expected) => findings.Add(new(Pointer, $"the name '{name}'", expected));

    /// <summary>Whether this is an object; properties it should not have are findings, with the spelling that is nearest.</summary>
    public bool IsObject(params ReadOnlySpan<string> known)
    {
        if (!IsAnyObject())
            return false;
        var names = known.ToArray();
        foreach (var (name, value) in Properties)
            if (!names.Contains(name))
                findings.Add(
                    new(value.Pointer, $"the property '{name}'", $"one of {string.Join(", ", names)}", Spelling.Nearest(name, names)));
        return true;
    }

    public bool IsAnyObject() => Kind == JsonValueKind.Object || Fail("an object");

    public bool IsArray(string of) => Kind == JsonValueKind.Array || Fail($"an array of {of}");

    /// <summary>The text, or null and a finding.</summary>
    public string? Text(string expected)
    {
        if (Kind == JsonValueKind.String)
            return Element.GetString();
        Expect(expected);
        return null;
    }

    /// <summary>The text if the pattern fits it, or null and a finding.</summary>
    public string? Text(Regex pattern, string expected)
    {
        if (Text(expected) is not { } text)
            return null;
        if (pattern.IsMatch(text))
            return text;
        Expect(expected);
        return null;
    }

    /// <summary>A string, decimal or boolean, or null and a finding.</summary>
    public object? Scalar()
    {
        switch (Kind)
        {
            case JsonValueKind.String: return Element.GetString();
            case JsonValueKind.Number when Element.TryGetDecimal(out var number): return number;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default:
                Expect("a text, a number, true or false");
                return null;
        }
    }

    private static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => element.GetRawText(),
    };

    private bool Fail(string expected)
    {
        Expect(expected);
        return false;
    }

    // RFC 6901: ~ and / inside a name are escaped.
    private MapJson At(string name, JsonElement value) =>
        new(value, $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", findings);
}
