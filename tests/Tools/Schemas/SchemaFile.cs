using System.Text.Json;
using Json.Schema;

namespace Campaigns.Schemas;

/// <summary>A JSON Schema of 2020-12 in a file.</summary>
internal sealed class SchemaFile(string path)
{
    private static readonly JsonDocumentOptions AsPeopleWrite = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly JsonSchema _schema = JsonSchema.FromText(
        File.ReadAllText(path), new BuildOptions { SchemaRegistry = new SchemaRegistry() });

    /// <summary>What is wrong with a document, a line each; empty: nothing.</summary>
    public IReadOnlyList<string> Validate(string json)
    {
        using var document = JsonDocument.Parse(json, AsPeopleWrite);
        var results = _schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (results.IsValid)
            return [];
        List<string> errors = [.. from detail in results.Details ?? []
                                  from error in detail.Errors ?? new Dictionary<string, string>()
                                  select $"{detail.InstanceLocation}: {error.Value} ({detail.EvaluationPath}/{error.Key})"];
        return errors.Count > 0 ? errors : ["it is not valid"];
    }
}
