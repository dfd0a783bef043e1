using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace Campaigns.Api.Tests.OpenApi;

/// <summary>The served description, read for what it promises.</summary>
internal sealed class OpenApiDescription
{
    private readonly Dictionary<string, Dictionary<string, JsonElement>> _paths;
    private readonly string _definitions;
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    public OpenApiDescription(JsonElement root)
    {
        _paths = root.GetProperty("paths").EnumerateObject().ToDictionary(
            path => path.Name, path => path.Value.EnumerateObject().ToDictionary(m => m.Name.ToUpperInvariant(), m => m.Value));
        _definitions = Local(root.GetProperty("components").GetProperty("schemas"));
    }

    /// <summary>Every operation.</summary>
    public IEnumerable<(string Method, string Path)> Operations =>
        _paths.SelectMany(path => path.Value.Keys.Select(method => (method, path.Key)));

    /// <summary>Every status of every operation.</summary>
    public IEnumerable<(string Method, string Path, int Status)> Statuses =>
        from path in _paths
        from operation in path.Value
        from response in operation.Value.GetProperty("responses").EnumerateObject()
        select (operation.Key, path.Key, int.Parse(response.Name));

    /// <summary>The path template an address is an instance of: the one with the fewest parameters.</summary>
    public string? PathOf(string address) => _paths.Keys
        .Where(path => Regex.IsMatch(address, "^" + Regex.Replace(path, @"\{\w+\}", "[^/]+") + "$"))
        .OrderBy(path => path.Count(c => c == '{')).FirstOrDefault();

    public IEnumerable<string> MethodsOf(string path) => _paths[path].Keys;

    /// <summary>The examples of bodies and answers, each with the schema it must suit.</summary>
    public IEnumerable<(string Place, string Example, JsonElement Schema)> Examples =>
        from path in _paths
        from operation in path.Value
        from content in Contents(operation.Value)
        where content.TryGetProperty("example", out _)
        select ($"{operation.Key} {path.Key}", content.GetProperty("example").GetRawText(), content.GetProperty("schema"));

    /// <summary>What is wrong with an answer, by the schema promised for it; a content type that was not promised is wrong.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(string method, string path, int status, string? contentType, string body)
    {
        var response = _paths[path][method].GetProperty("responses").GetProperty(status.ToString());
        if (!response.TryGetProperty("content", out var contents))
            return body.Length == 0 ? [] : ["a body where none was promised"];
        if (!contents.TryGetProperty(contentType ?? "", out var content))
            return [$"content type {contentType} was not promised"];
        return contentType!.EndsWith("json", StringComparison.Ordinal) ? await CheckAsync(body, content.GetProperty("schema")) : [];
    }

    /// <summary>What is wrong with a JSON text by a schema.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(string json, JsonElement schema)
    {
        var text = Local(schema);
        if (!_schemas.TryGetValue(text, out var parsed))
            _schemas[text] = parsed = await JsonSchema.FromJsonAsync($$"""{ "allOf": [ {{text}} ], "definitions": {{_definitions}} }""");
        return [.. parsed.Validate(json).Select(error => error.ToString())];
    }

    private static IEnumerable<JsonElement> Contents(JsonElement operation)
    {
        var holders = operation.GetProperty("responses").EnumerateObject().Select(response => response.Value);
        if (operation.TryGetProperty("requestBody", out var body))
            holders = holders.Append(body);
        return holders.Where(holder => holder.TryGetProperty("content", out _))
            .SelectMany(holder => holder.GetProperty("content").EnumerateObject().Select(c => c.Value));
    }

    private static string Local(JsonElement schema) =>
        schema.GetRawText().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
}
