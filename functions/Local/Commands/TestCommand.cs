using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Scenarios;
using Campaigns.Graphs;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Simulation.Scenarios;
using Campaigns.Workspaces;
using Campaigns.Workspaces.Validation;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns test</c>: plays the scenarios of a workspace and says what did not come as they tell.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("workspace")
        {
            Description = "A folder that has a folder journeys, and scenarios beside it or in it. Default: this folder.",
            DefaultValueFactory = _ => new("."),
        };
        var filter = new Option<string?>("--filter") { Description = "Only scenarios whose file or name has this text." };
        var junit = new Option<FileInfo?>("--junit") { Description = "Also write the results as JUnit XML, as build servers read them." };
        var command = new CommandWithExamples(
            "test", "Play the scenarios of a workspace: stories of one customer each, with what must come of them.",
            "campaigns test", "campaigns test my-workspace --filter renewal --junit results.xml") { folder, filter, junit };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(folder), parsed.GetValue(filter), parsed.GetValue(junit), parsed.GetValue(CommonOptions.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, string? filter, FileInfo? junit, bool json, CancellationToken cancel)
    {
        if (Workspace.Find(folder.FullName) is not { } workspace)
            return CommandOutput.BadInput($"'{folder}' is no workspace: it has no folder journeys.");
        if (workspace.Scenarios is not { } place)
            return CommandOutput.BadInput($"'{folder}' has no scenarios: write them in the folder scenarios, see docs/scenarios.md.");
        var findings = new List<(string File, Finding Finding)>();
        var read = workspace.ReadFolder();
        findings.AddRange(read.Findings.Where(f => f.Finding.Severity == FindingSeverity.Error)); // what is doubtful is told by validate
        if (findings.Count > 0)
            return CommandOutput.Findings(findings);
        List<JourneyDefinition> journeys = [.. read.Journeys.Select(journey => journey.Journey)];
        var runner = new ScenarioRunner(read.Catalog!, read.Policy!, journeys, await workspace.ReadTemplatesAsync());
        var results = new List<ScenarioOutcome>();
        foreach (var file in Directory.GetFiles(place, "*.json").Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllBytesAsync(file, cancel);
            var told = ScenarioReader.Read(text);
            if (filter is not null && !file.Contains(filter, StringComparison.OrdinalIgnoreCase)
                && told.Scenario?.Name.Contains(filter, StringComparison.OrdinalIgnoreCase) != true)
                continue;
            findings.AddRange(told.Findings.Select(finding => (file, finding)));
            if (told.Scenario is not { } scenario)
                continue;
            var unknown = ScenarioCheck.Run(scenario, text, journeys, read.Catalog!)
                .Where(finding => finding.Severity == FindingSeverity.Error).ToList(); // what is doubtful is told by validate
            findings.AddRange(unknown.Select(finding => (file, finding)));
            if (unknown.Count == 0)
                results.Add(Play(runner, file, scenario));
        }

        if (findings.Count > 0)
            return CommandOutput.Findings(findings);
        if (results.Count == 0)
            return CommandOutput.BadInput(filter is null ? $"There is no scenario (*.json) in '{place}'." : $"No scenario has '{filter}' in its file or name.");
        var coverage = Coverage(journeys, results);
        if (junit is not null)
            await File.WriteAllTextAsync(junit.FullName, JUnit(results), cancel);
        if (json)
            PrintJson(results, coverage);
        else
            Print(results, coverage);
        return results.TrueForAll(result => result.Differences.Count == 0) ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private static ScenarioOutcome Play(ScenarioRunner runner, string file, Scenario scenario)
    {
        var began = Stopwatch.GetTimestamp();
        var run = runner.Play(scenario);
        return new(file, run, [.. run.Differences()], Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Of each journey, how much of its graph the scenarios went through.</summary>
    private static List<JourneyCoverage> Coverage(List<JourneyDefinition> journeys, List<ScenarioOutcome> results)
    {
        var covered = new List<JourneyCoverage>();
        foreach (var journey in journeys)
        {
            var graph = JourneyGraph.Of(journey);
            var counts = new JourneyCounts(graph);
            foreach (var enrollment in results.SelectMany(result => result.Run.Enrollments).Where(e => e.Journey == journey.Id))
                counts.Add(enrollment.State);
            var steps = graph.Nodes.Where(node => node.Step is not null).ToList();
            covered.Add(new(journey.Id.Value, steps.Count(node => counts.Reached(node) > 0), steps.Count,
                graph.Edges.Count(edge => counts.Taken(edge) > 0), graph.Edges.Length,
                [.. steps.Where(node => counts.Reached(node) == 0).Select(node => node.Id)]));
        }

        return covered;
    }

    private static void Print(List<ScenarioOutcome> results, List<JourneyCoverage> coverage)
    {
        foreach (var result in results)
        {
            var passed = result.Differences.Count == 0;
            Terminal.Line(passed ? (FormattableString)$"[green]passed[/] {result.Run.Scenario.Name}" : $"[red]failed[/] {result.Run.Scenario.Name}  [grey]{result.File}[/]");
            if (passed)
                continue;
            foreach (var difference in result.Differences)
                Terminal.Line($"    [red]{difference.ReplaceLineEndings(" ")}[/]");
            Terminal.Line($"    [grey]what happened:[/]");
            foreach (var told in result.Run.Timeline.Where(IsOfInterest))
                Terminal.Line($"      {TimelineEventFormatter.At(told.Time, result.Run.Zone)}  {told.Journey?.Value ?? ""}  {TimelineEventFormatter.Of(told, result.Run.Zone)}");
        }

        foreach (var journey in coverage)
        {
            var never = journey.Missing.Count > 0 ? $"; never: {string.Join(", ", journey.Missing)}" : "";
            Terminal.Line(
                $"[bold]{journey.Journey}[/]: {journey.Steps} of {journey.AllSteps} steps and {journey.Ways} of {journey.AllWays} ways played{never}");
        }

        var failed = results.Count(result => result.Differences.Count > 0);
        Terminal.Line($"{results.Count - failed} passed, {failed} failed");
    }

    /// <summary>Slots and plans are left out: what was sent, what was not, and how it ended say enough.</summary>
    private static bool IsOfInterest(TimelineEvent told) =>
        told.Kind is not (TimelineEventKind.Planned or TimelineEventKind.Reserved or TimelineEventKind.Bumped);

    private static void PrintJson(List<ScenarioOutcome> results, List<JourneyCoverage> coverage) => CommandOutput.Json(new
    {
        Passed = results.Count(result => result.Differences.Count == 0),
        Failed = results.Count(result => result.Differences.Count > 0),
        Scenarios = results.Select(result => new
        {
            result.File,
            result.Run.Scenario.Name,
            result.Differences,
            Messages = result.Run.Messages.Select(m => new
            {
                Journey = m.Journey.Value,
                Step = m.Step.Value,
                Channel = m.Channel.Name,
                At = m.At.ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
                m.Locale,
            }),
        }),
        Coverage = coverage,
    });

    private static string JUnit(List<ScenarioOutcome> results) => new XDocument(new XElement("testsuites",
        new XElement("testsuite", new XAttribute("name", "scenarios"), new XAttribute("tests", results.Count),
            new XAttribute("failures", results.Count(result => result.Differences.Count > 0)),
            results.Select(result => new XElement("testcase", new XAttribute("classname", Path.GetFileNameWithoutExtension(result.File)),
                new XAttribute("name", result.Run.Scenario.Name),
                new XAttribute("time", result.Took.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)),
                result.Differences.Count == 0 ? null : new XElement("failure", new XAttribute("message", result.Differences[0]),
                    string.Join('\n', result.Differences))))))).ToString();

    private sealed record ScenarioOutcome(string File, ScenarioRun Run, IReadOnlyList<string> Differences, TimeSpan Took);

    private sealed record JourneyCoverage(string Journey, int Steps, int AllSteps, int Ways, int AllWays, IReadOnlyList<string> Missing);
}
