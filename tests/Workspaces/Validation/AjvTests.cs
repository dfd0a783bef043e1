using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Workspaces;
using Campaigns.Hosting;
using Campaigns.Schemas;
using Campaigns.Workspaces.Tests.Support;

namespace Campaigns.Workspaces.Tests.Validation;

/// <summary>The schemas as editors see them: ajv reads JSON Schema 2020-12 strictly, and says of each document what the readers say.</summary>
public sealed partial class AjvTests
{
    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Tool => Path.Combine(TestWorkspace.Repository, "tests", "Tools", "Ajv");

    private static string Schema(string name) => Path.Combine(TestWorkspace.Repository, "journeys", "schemas", $"{name}.v1.schema.json");

    /// <summary>Everything that ships, the good workspace, and the examples of the pages.</summary>
    private static List<(string Schema, string Name, string Text)> GoodDocuments()
    {
        var found = new List<(string, string, string)>();
        foreach (var root in new[] { TestWorkspace.Repository, TestWorkspace.Base })
        {
            var journeys = Path.Combine(root, "journeys");
            found.AddRange(Directory.GetFiles(journeys, "*.json").Where(CampaignFolder.IsJourney).Select(file => Of("journey", file)));
            foreach (var (schema, name) in new[] { ("catalog", "catalog.json"), ("contact-policy", "contact-policy.json"), ("campaigns", "campaigns.json"), ("senders", "senders.json") })
                found.AddRange(new[] { Path.Combine(root, name), Path.Combine(journeys, name) }.Where(File.Exists).Select(file => Of(schema, file)));
            found.AddRange(new[] { Path.Combine(root, "scenarios"), Path.Combine(journeys, "scenarios") }.Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, "*.json")).Select(file => Of("scenario", file)));
            found.AddRange(Directory.GetFiles(root, "*.map.json").Select(file => Of("portfolio-map", file)));
        }

        found.Add(Of("wording", Path.Combine(TestWorkspace.Repository, "templates", "wording.json")));
        found.Add(Of("portfolio-map", Path.Combine(TestWorkspace.Repository, "tests", "Portfolio", "spain-motor.map.json")));
        foreach (var (page, schema) in new[] { ("senders", "senders"), ("validation", "campaigns"), ("portfolio-map", "portfolio-map"), ("scenarios", "scenario"), ("wording", "wording") })
            found.Add((schema, page, JsonBlock().Match(File.ReadAllText(Path.Combine(TestWorkspace.Repository, "docs", page + ".md"))).Groups[1].Value));
        return found;

        static (string, string, string) Of(string schema, string file) => (schema, file, File.ReadAllText(file));
    }

    [Fact]
    public void GoodDocuments_AreValid() => Assert.All(Check([.. GoodDocuments().Select(document => (document.Schema, document.Text))])
        .Zip(GoodDocuments()), answer => Assert.True(answer.First.Length == 0, $"{answer.Second.Name}: {string.Join("; ", answer.First)}"));

    /// <summary>A broken document whose shape the product refuses is underlined in the editor.</summary>
    [Fact]
    public void BrokenDocuments_WhoseShapeIsRefused_AreInvalid()
    {
        string[] shape = ["unknown-property", "missing-property", "wrong-type", "unknown-value", "bad-duration", "out-of-range", "bad-name", "too-many"];
        var broken = new List<(string Schema, string Name, string Text)>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(TestWorkspace.Repository, "tests", "Workspaces", "Broken")))
        {
            var refused = File.ReadAllLines(Path.Combine(folder, "findings.txt")).Where(line => !line.StartsWith("- ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')).Where(parts => parts[1] == "error" && shape.Contains(parts[2]) && !IsOfAnExpression(parts))
                .Select(parts => parts[0].Split(':')[0]).Distinct();
            broken.AddRange(refused.Where(file => SchemaOf(file) is not null && File.Exists(Path.Combine(folder, file)))
                .Select(file => (SchemaOf(file)!, $"{Path.GetFileName(folder)}/{file}", File.ReadAllText(Path.Combine(folder, file)))));
        }

        Assert.InRange(broken.Count, 12, 200);
        Assert.All(Check([.. broken.Select(document => (document.Schema, document.Text))]).Zip(broken),
            answer => Assert.True(answer.First.Length > 0, $"{answer.Second.Name} is called valid"));

        // Of values that expressions name, the catalog knows, and no schema does.
        static bool IsOfAnExpression(string[] parts) => parts.Length > 3 && (parts[3].EndsWith("/where", StringComparison.Ordinal) || parts[3] == "/until");
    }

    /// <summary>What an editor offers is there, and what is there is offered: the settings of senders are those of the types.</summary>
    [Fact]
    public void SendersSchema_Properties_AreThoseOfTheTypes()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Schema("senders")));
        var root = schema.RootElement;
        SameProperties(root, typeof(SendersFile), root);
    }

    [Fact]
    public void SettingsSchema_TheExampleOfThePage_IsReadByTheProduct() => Assert.Empty(WorkspaceSettingsReader.Read(
        System.Text.Encoding.UTF8.GetBytes(GoodDocuments().Single(document => document.Name == "validation").Text)).Findings);

    private static void SameProperties(JsonElement schema, Type type, JsonElement root)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (!schema.TryGetProperty("properties", out var properties) || type == typeof(string) || typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            if (schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object && type.IsGenericType)
                SameProperties(values, type.GetGenericArguments()[^1], root);
            return;
        }

        var known = SendersFile.SettingsOf(type);
        Assert.Equal(known.Keys.Order(StringComparer.Ordinal), properties.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.TryGetProperty("enum", out var words) && known[property.Name].IsEnum)
                Assert.Equal(Enum.GetNames(known[property.Name]).Select(JsonNamingPolicy.CamelCase.ConvertName), words.EnumerateArray().Select(word => word.GetString()!));
            SameProperties(property.Value, known[property.Name], root);
        }
    }

    private static string? SchemaOf(string file) => file switch
    {
        "catalog.json" => "catalog",
        "contact-policy.json" => "contact-policy",
        "campaigns.json" => "campaigns",
        "senders.json" => "senders",
        _ when file.EndsWith(".map.json", StringComparison.Ordinal) => "portfolio-map",
        _ when file.StartsWith("journeys/", StringComparison.Ordinal) => "journey",
        _ when file.StartsWith("scenarios/", StringComparison.Ordinal) => "scenario",
        _ => null,
    };

    /// <summary>What ajv says of documents; without it, or node, what the validator of the other tests says.</summary>
    private static List<string[]> Check((string Schema, string Text)[] documents)
    {
        if (!Directory.Exists(Path.Combine(Tool, "node_modules", "ajv")))
            return [.. documents.Select(document => new SchemaFile(Schema(document.Schema)).Validate(document.Text).ToArray())];
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Tool, "check.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(JsonSerializer.Serialize(new
        {
            schemas = Directory.GetFiles(Path.GetDirectoryName(Schema("journey"))!, "*.json"),
            documents = documents.Select(document => new { schema = Schema(document.Schema), text = Plain(document.Text) }),
        }, AsItIs));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return JsonSerializer.Deserialize<List<string[]>>(output)!;
    }

    /// <summary>JSON without what only people write: comments and trailing commas.</summary>
    private static string Plain(string text)
    {
        using var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return JsonSerializer.Serialize(document.RootElement);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
