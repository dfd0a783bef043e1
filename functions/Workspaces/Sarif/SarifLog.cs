using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Model;

namespace Campaigns.Workspaces.Sarif;

/// <summary>
/// Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change. Paths are relative to the folder the command ran
/// in: the root of the repository, in CI.
/// </summary>
public static class SarifLog
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Root = "%SRCROOT%";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a log of one run.</summary>
    /// <param name="findings">The findings, each with the path of its file.</param>
    /// <param name="root">The folder to which paths are relative.</param>
    /// <param name="version">The program's version.</param>
    public static string Write(IReadOnlyList<(string File, Finding Finding)> findings, string root, string version)
    {
        List<FindingRule> rules = [.. findings.Select(found => found.Finding.Code).Distinct().Order(StringComparer.Ordinal).Select(FindingRules.Of)];
        return JsonSerializer.Serialize(
            new
            {
                Version = "2.1.0",
                Runs = new[]
                {
                    new
                    {
                        Tool = new
                        {
                            Driver = new
                            {
                                Name = "campaigns",
                                SemanticVersion = version,
                                InformationUri = "https://campaigns.example/docs/validation",
                                Rules = rules.Select(Rule),
                            },
                        },
                        ColumnKind = "utf16CodeUnits",
                        OriginalUriBaseIds = new Dictionary<string, object>
                        {
                            [Root] = new { Description = new { Text = "The folder in which the command ran." } },
                        },
                        Results = findings.Select(found => Result(found, rules, root)),
                    },
                },
            }, Written).Insert(1, $"\n  \"$schema\": \"{Schema}\",");
    }

    private static object Rule(FindingRule rule) => new
    {
        Id = rule.Code,
        Name = PascalCase(rule.Code),
        ShortDescription = new { Text = rule.Meaning },
        FullDescription = new { Text = $"{rule.Meaning} {rule.Remedy}" },
        HelpUri = rule.Help,
        Help = new { Text = $"{rule.Meaning} {rule.Remedy}", Markdown = $"{rule.Meaning}\n\n**What to do:** {rule.Remedy}" },
    };

    private static object Result((string File, Finding Finding) found, List<FindingRule> rules, string root)
    {
        var (file, finding) = found;
        var uri = UriOf(file, root);
        return new
        {
            RuleId = finding.Code,
            RuleIndex = rules.FindIndex(rule => rule.Code == finding.Code),
            Level = finding.Severity == FindingSeverity.Error ? "error" : "warning",
            Message = new { Text = finding.Message },
            Locations = new[]
            {
                new
                {
                    PhysicalLocation = new
                    {
                        ArtifactLocation = new { Uri = uri, UriBaseId = uri.StartsWith("file:", StringComparison.Ordinal) ? null : Root },
                        // Code hosts show a finding at a line; one of a whole file is at its first.
                        Region = new { StartLine = Math.Max(1, finding.Line), StartColumn = finding.Column > 0 ? finding.Column : (int?)null },
                    },
                    LogicalLocations = finding.Pointer.Length > 0 ? new[] { new { FullyQualifiedName = finding.Pointer } } : null,
                },
            },
            // What stays the same when lines move: so a finding is not told anew.
            PartialFingerprints = new Dictionary<string, string> { ["campaigns/v1"] = Fingerprint(uri, finding) },
        };
    }

    private static string UriOf(string file, string root)
    {
        var relative = Path.GetRelativePath(root, Path.GetFullPath(file, root));
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new Uri(Path.GetFullPath(file, root)).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    private static string Fingerprint(string uri, Finding finding) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{uri}\n{finding.Code}\n{finding.Pointer}\n{finding.Message}")))[..32];

    private static string PascalCase(string code) =>
        string.Concat(code.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
