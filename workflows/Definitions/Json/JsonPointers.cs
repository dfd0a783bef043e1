namespace Campaigns.Definitions.Json;

/// <summary>RFC 6901 JSON pointers.</summary>
public static class JsonPointers
{
    /// <summary>The pointer of a property of the place.</summary>
    public static string Append(string pointer, string name) => $"{pointer}/{Escape(name)}";

    /// <summary>The pointer of an item of the place.</summary>
    public static string Append(string pointer, int index) => $"{pointer}/{index}";

    /// <summary>The pointer of what holds the place; empty for the whole document.</summary>
    public static string Parent(string pointer) => pointer[..Math.Max(0, pointer.LastIndexOf('/'))];

    // RFC 6901 section 3: '~' first, or the escape of '/' would be escaped again.
    private static string Escape(string name) => name.AsSpan().ContainsAny('~', '/')
        ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
        : name;
}
