using System.CommandLine;
using Campaigns.Definitions.Validation;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Portfolio;
using Campaigns.Portfolio.History;
using Campaigns.Simulation.Replay;
using Campaigns.Runtime.Library;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns replay</c>: what would have happened.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The portfolio, any CSV." };
        var map = new Option<FileInfo>("--map") { Description = "How to read it (JSON); see docs/portfolio-map.md.", Required = true };
        var from = new Option<string>(
            "--from")
        {
            Description = "The first day, yyyy-MM-dd. What happened before is loaded as the state of that day.",
            Required = true
        };
        var to = new Option<string>("--to") { Description = "The last day, yyyy-MM-dd.", Required = true };
        var journeys = new Option<DirectoryInfo?>("--journeys") { Description = "A folder of journeys. Default: the three that ship." };
        var policy = new Option<FileInfo?>(
            "--contact-policy")
        { Description = "Another contact policy; 'limits off' is a document with a timeZone alone." };
        var only = new Option<string[]>("--journey") { Description = "Only this journey of the folder; may be repeated." };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where timeline.jsonl and summary.json are written.",
            Required = true
        };
        var store = new Option<bool>("--store")
        { Description = "Run it over a store, OUT/replay.db, for 'explain' and 'pressure --customer'. Slower; what it tells is the same." };
        var outbox = new Option<bool>("--outbox") { Description = "Also write every message as a file under OUT/outbox; implies --store." };
        var command = new CommandWithExamples(
            "replay", "Run a historical portfolio through journeys and contact policy on a virtual clock, as fast as it goes.",
            "campaigns replay portfolio.csv --map portfolio.map.json --from 2025-01-01 --to 2025-12-31 --out data/replay",
            "campaigns replay portfolio.csv --map portfolio.map.json --from 2025-01-01 --to 2025-03-31 --journey win-back --out data/win-back")
        {
            file, map, from, to, journeys, policy, only, output, store, outbox,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            new Choices(
                parsed.GetRequiredValue(file), parsed.GetRequiredValue(map), parsed.GetRequiredValue(from), parsed.GetRequiredValue(to),
                parsed.GetValue(journeys)?.FullName ?? CampaignFolder.Shipped, parsed.GetValue(policy)?.FullName,
                parsed.GetValue(only) ?? [],
                parsed.GetRequiredValue(output).FullName, parsed.GetValue(store) || parsed.GetValue(outbox), parsed.GetValue(outbox),
                parsed.GetValue(CommonOptions.Json)),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(Choices choices, CancellationToken cancel)
    {
        if (!Day(choices.From, out var from) || !Day(choices.To, out var to))
            return CommandOutput.Usage($"--from and --to are days such as 2026-03-01, found '{choices.From}' and '{choices.To}'.");
        if (to < from)
            return CommandOutput.Usage($"--to {choices.To} lies before --from {choices.From}.");
        if (Missing(choices) is { } missing)
            return CommandOutput.BadInput(missing);
        var folder = CampaignFolder.Read(choices.Journeys, choices.Policy, CampaignFolder.Shipped);
        if (folder.Catalog is null || folder.Policy is null || folder.Findings.Any(f => f.Finding.Severity == FindingSeverity.Error))
            return CommandOutput.Findings(folder.Findings);
        var chosen = folder.Journeys.Where(j => choices.Only.Length == 0 || choices.Only.Contains(j.Journey.Id.Value)).ToList();
        if (chosen.Count == 0)
            return CommandOutput.BadInput(NoJourney(choices, [.. folder.Journeys.Select(j => j.Journey.Id.Value)]));
        if (Inputs.FolderProblem(choices.Output) is { } problem)
            return CommandOutput.Unavailable(problem);
        var templates = await CampaignFolder.ShippedTemplatesAsync();
        var harness = new ValidationContext(folder.Catalog, templates, folder.Policy);
        var wrong = chosen.SelectMany(j => JourneyValidator.Check(j.Text, harness).Findings.Select(finding => (j.File, finding)))
            .Where(f => f.finding.Severity == FindingSeverity.Error).ToList();
        if (wrong.Count > 0)
            return CommandOutput.Findings(wrong);

        var reading = PortfolioMap.Read(await File.ReadAllBytesAsync(choices.Map.FullName, cancel));
        if (reading.Map is not { } map)
            return CommandOutput.MapFindings(choices.Map.ToString(), reading.Findings);
        await using var csv = choices.File.OpenRead();
        var opened = PortfolioReader.Open(csv, map);
        if (opened.Reader is not { } reader)
            return CommandOutput.MapFindings($"{choices.File}, read with {choices.Map}", opened.Findings);
        if (reader.Against(folder.Catalog) is { Count: > 0 } unsuited)
            return CommandOutput.MapFindings($"{choices.Map}, held against the catalog", unsuited);
        CommandOutput.Warn(choices.Json ? [] : opened.Warnings);

        var rejected = new RejectedRows();
        using var history = PortfolioHistory.Sort(reader, from: null, to, rejected.Add, byCustomer: !choices.Store, cancel);
        var request = new ReplayRequest(
            history, choices.File.Name, rejected.Count, from, to,
            new FixedLibrary(folder.Catalog, folder.Policy, chosen.Select(j => j.Journey)) { PolicyText = folder.PolicyText },
            templates, choices.Output)
        {
            Outbox = choices.Outbox ? Path.Combine(choices.Output, "outbox") : null,
        };
        var title = $"Replaying {choices.From} to {choices.To}";
        var summary = choices.Store
            ? await Progress.RunAsync(choices.Json, title, from, to, history.TimeZone,
                progress => StoreReplayer.RunAsync(request, progress, cancel))
            : await Progress.RunAsync(choices.Json, title, history.Count, progress => Replayer.RunAsync(request, progress, cancel));
        if (choices.Json)
        {
            CommandOutput.Json(summary);
            return ExitCodes.Done;
        }

        rejected.Print();
        SummaryTable.Print(summary);
        Terminal.Line($"[grey]Every event: {Path.Combine(choices.Output, "timeline.jsonl")}[/]");
        return ExitCodes.Done;
    }

    private static string? Missing(Choices choices) =>
        Inputs.FileProblem(choices.File, "portfolio") ?? Inputs.FileProblem(choices.Map, "map")
        ?? (choices.Policy is { } policy ? Inputs.FileProblem(new(policy), "contact policy") : null)
        ?? (Directory.Exists(choices.Journeys) ? null : $"There is no folder of journeys '{choices.Journeys}'.");

    private static string NoJourney(Choices choices, string[] known) => known.Length == 0
        ? $"There is no journey in '{choices.Journeys}'."
        : $"There is no journey \"{choices.Only[0]}\" in '{choices.Journeys}'{Spelling.Hint(choices.Only[0], known)}";

    private static bool Day(string text, out LocalDate day)
    {
        var parsed = LocalDatePattern.Iso.Parse(text);
        day = parsed.Success ? parsed.Value : default;
        return parsed.Success;
    }

    private sealed record Choices(
        FileInfo File, FileInfo Map, string From, string To, string Journeys, string? Policy, string[] Only, string Output, bool Store,
        bool Outbox, bool Json);
}
