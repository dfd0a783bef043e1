using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Model;
using Campaigns.Workspaces.Sarif;
using Campaigns.Workspaces.Tests.Support;

namespace Campaigns.Workspaces.Tests.Sarif;

public sealed partial class SarifLogTests
{
    [Fact]
    public async Task Write_Findings_AreResultsWithRulesRelativePathsAndRegions()
    {
        using var workspace = new TestWorkspace();
        workspace.Change("journeys/hello.json", "\"category\"", "\"categry\"");
        workspace.Write("journeys/old/new journey.json", "{}");
        var report = await workspace.CheckAsync();

        using var log = JsonDocument.Parse(SarifLog.Write(report.Findings, workspace.Root, "1.2.3-alpha.4"));

        var run = log.RootElement.GetProperty("runs")[0];
        var (results, rules) = (run.GetProperty("results").EnumerateArray().ToList(), run.GetProperty("tool").GetProperty("driver").GetProperty("rules"));
        Assert.Equal(["error unknown-property journeys/hello.json 5 3", "warning unknown-folder journeys/old 1 none"], results.Select(result =>
        {
            var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            var region = place.GetProperty("region");
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
            return $"{result.GetProperty("level").GetString()} {result.GetProperty("ruleId").GetString()} {place.GetProperty("artifactLocation").GetProperty("uri").GetString()} "
                + $"{region.GetProperty("startLine")} {(region.TryGetProperty("startColumn", out var column) ? column : "none")}";
        }));
        Assert.All(rules.EnumerateArray(), rule => Assert.NotEmpty(rule.GetProperty("help").GetProperty("text").GetString()!));
    }

    [Fact]
    public void Write_PathsOfAnySystem_AreUris()
    {
        var log = SarifLog.Write([(Path.Combine("a b", "續保.json"), Any), (Path.Combine(Path.GetTempPath(), "elsewhere.json"), Any)], Path.Combine(Path.GetTempPath(), "root"), "1.0.0");

        Assert.Contains("\"uri\": \"a%20b/%E7%BA%8C%E4%BF%9D.json\"", log, StringComparison.Ordinal);
        Assert.Contains("\"uri\": \"file:///", log, StringComparison.Ordinal);
    }

    /// <summary>So that a finding that only moved is not told anew.</summary>
    [Fact]
    public void Write_AFindingThatMoved_KeepsItsFingerprint()
    {
        static string Print(Finding finding) => Fingerprint().Match(SarifLog.Write([("a.json", finding)], Path.GetTempPath(), "1.0.0")).Groups[1].Value;

        Assert.Equal(Print(Any), Print(Any with { Line = 9, Column = 2 }));
        Assert.NotEqual(Print(Any), Print(Any with { Message = "else" }));
    }

    /// <summary>Every code that the sources give is described, on the page too.</summary>
    [Fact]
    public void Rules_EveryCode_IsDescribed()
    {
        string[] folders = ["workflows/Definitions", "functions/Preview", "functions/Workspaces/Validation", "functions/Workspaces/Reading"];
        var given = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(TestWorkspace.Repository, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Given().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Where(code => code != "risk-free").Distinct().ToList();
        Assert.InRange(given.Count, 50, 500);
        Assert.All(given, code => Assert.NotEqual(code, FindingRules.Of(code).Meaning));
        var page = File.ReadAllText(Path.Combine(TestWorkspace.Repository, "docs", "validation.md"));
        Assert.All(FindingRules.ByTopic, topic =>
        {
            Assert.Contains($"### {topic.Topic}", page, StringComparison.Ordinal);
            Assert.All(topic.Rules, rule => Assert.Contains($"| <a id=\"{rule.Code}\"></a>`{rule.Code}` | {rule.Meaning} | {rule.Remedy} |", page, StringComparison.Ordinal));
        });
    }

    private static Finding Any => new(FindingSeverity.Error, "/a", 1, "not-json", "no");

    [GeneratedRegex("\"campaigns/v1\": \"(.*)\"")]
    private static partial Regex Fingerprint();

    // Codes stand before the words of the message.
    [GeneratedRegex("""[,(:]\s*"([a-z]+(?:-[a-z]+)+)",\s*[$"(]""", RegexOptions.NonBacktracking)]
    private static partial Regex Given();
}
