using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Portfolio;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;
using Campaigns.Storage.Trial;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns import</c>: customers and policies from a CSV into a store.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The portfolio, any CSV." };
        var map = new Option<FileInfo>("--map") { Description = "How to read it (JSON); see docs/portfolio-map.md.", Required = true };
        var rejected = new Option<FileInfo?>("--rejected")
        {
            Description = "Where rejected rows are written, to be mended and imported again. Default: FILE.rejected.csv beside the file.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Say what would be imported and which journeys would begin for how many; write nothing.",
        };
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.");
        var command = new CommandWithExamples(
            "import",
            "Import customers and policies from a CSV file. Invalid rows are reported, skipped and written to a file of their own; importing " +
            "twice changes nothing.",
            "campaigns import portfolio.csv --map portfolio.map.json --data data/local --dry-run",
            "campaigns import portfolio.csv --map portfolio.map.json --data data/local",
            "campaigns import portfolio.csv --map portfolio.map.json --storage ACCOUNT") { file, map, rejected, dryRun };
        place.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(
            parsed, place,
            new Choices(
                parsed.GetRequiredValue(file), parsed.GetRequiredValue(map), parsed.GetValue(rejected)?.FullName,
                parsed.GetValue(dryRun), parsed.GetValue(CommonOptions.Json)),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, StoreOptions place, Choices choices, CancellationToken cancel)
    {
        if (Inputs.FileProblem(choices.File, "portfolio") is { } noFile)
            return CommandOutput.BadInput(noFile);
        if (Inputs.FileProblem(choices.Map, "map") is { } noMap)
            return CommandOutput.BadInput(noMap);
        if (choices.Rejected is { } path && (File.Exists(path) || Directory.Exists(path)))
            return CommandOutput.BadInput($"'{path}' exists; name another file with --rejected.");
        var reading = PortfolioMap.Read(await File.ReadAllBytesAsync(choices.Map.FullName, cancel));
        if (reading.Map is not { } map)
            return CommandOutput.MapFindings(choices.Map.ToString(), reading.Findings);
        await using var csv = choices.File.OpenRead();
        var opened = PortfolioReader.Open(csv, map);
        if (opened.Reader is not { } reader)
            return CommandOutput.MapFindings($"{choices.File}, read with {choices.Map}", opened.Findings);
        CommandOutput.Warn(choices.Json ? [] : opened.Warnings);

        if (choices.DryRun)
            return await place.WithAnyStoreAsync(parsed, async (store, of) =>
            {
                await using var trial = new TrialStore(store);
                return await IntoAsync(trial, of, reader, choices, opened.Warnings, cancel);
            });
        return await place.WithNewStoreAsync(parsed, (store, of) => IntoAsync(store, of, reader, choices, opened.Warnings, cancel));
    }

    private static async Task<int> IntoAsync(
        IStore store, StoreLocation place, PortfolioReader reader, Choices choices, IReadOnlyList<string> warnings, CancellationToken cancel)
    {
        var entries = new EntryCount();
        await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel, entries);
        await LibrarySeed.SeedAsync(session.Library, CampaignFolder.Shipped, publish: false, cancel);
        if (reader.Against(session.Library.Catalog) is { Count: > 0 } findings)
            return CommandOutput.MapFindings($"{choices.Map}, held against the catalog in {place.Location}", findings);

        using var file = new RejectedFile(
            choices.Rejected ?? RejectedFile.FreeName(choices.File.FullName), reader.Columns, reader.Map.Csv);
        var (rejected, noticed) = (new RejectedRows(), new RejectedRows());
        var writing = false;
        ImportResult result;
        try
        {
            result = await new PortfolioImporter(session.Runner, session.Work).RunAsync(
                reader.Rows(), choices.File.Name,
                row =>
                {
                    rejected.Add(row);
                    if (choices.DryRun)
                        return;
                    writing = true;
                    file.Add(row);
                    writing = false;
                },
                cancel, noticed.Add);
        }
        catch (Exception e) when (writing && e is (IOException or UnauthorizedAccessException))
        {
            return CommandOutput.Unavailable(
                $"The rejected rows cannot be written ({e.Message}). Name another file with --rejected; importing again changes nothing.");
        }

        var anyPublished = session.Library.Journeys.Any(journey => journey.Status == JourneyStatus.Published);
        Tell(choices, place, result, rejected, noticed, file.Path, entries, anyPublished, warnings);
        // Of a file whose every row is wrong, the map is: a script must hear of it.
        return result is { Imported: 0, Queued: 0 } && rejected.Count > 0 ? ExitCodes.BadInput : ExitCodes.Done;
    }

    private static void Tell(
        Choices choices, StoreLocation place, ImportResult result, RejectedRows rejected, RejectedRows noticed, string? file,
        EntryCount entries, bool anyPublished, IReadOnlyList<string> warnings)
    {
        var (imported, queued) = result;
        var entered = entries.Entered.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal).ToList();
        if (choices.Json)
        {
            CommandOutput.Json(
                new
                {
                    Imported = imported,
                    Queued = queued,
                    Rejected = rejected.Count,
                    First = rejected.First.Select(row => new { row.Line, row.Column, row.Value, row.Reason }),
                    Unreachable = noticed.Count,
                    FirstUnreachable = noticed.First.Select(row => new { row.Line, row.Reason }),
                    RejectedFile = file,
                    DryRun = choices.DryRun,
                    Entered = entered.ToDictionary(pair => pair.Key.Value, pair => pair.Value),
                    Warnings = warnings,
                });
            return;
        }

        rejected.Print();
        noticed.Print("unreachable");
        if (choices.DryRun)
        {
            Terminal.Line(
                $"[bold]{DisplayText.Count(imported, "row")}[/] would be imported into {place.Location}, [bold]{rejected.Count:N0}[/] skipped.");
            foreach (var (journey, count) in entered)
                Terminal.Line($"[bold]{journey.Value}[/] would begin {count:N0} times.");
            if (!anyPublished)
                Terminal.Line($"No journey would begin: none is published.");
            else if (entered.Count == 0)
                Terminal.Line($"No journey would begin.");
            Terminal.Line($"Nothing was written.");
            return;
        }

        Terminal.Line(
            $"[bold]{DisplayText.Count(imported, "row")}[/] imported into {place.Location}, [bold]{rejected.Count:N0}[/] skipped.");
        foreach (var (journey, count) in entered)
            Terminal.Line($"[bold]{journey.Value}[/] began {count:N0} times.");
        if (!anyPublished)
            Terminal.Line($"No journey is published, so none began: see 'campaigns run'.");
        if (file is not null)
            Terminal.Line($"The skipped rows are in {file}: mend them there and import that file.");
        if (queued > 0)
            CommandOutput.Error.Line(
                $"[yellow]{DisplayText.Count(queued, "row")} failed and will be tried again by the host; see 'campaigns dead-letters list'.[/]");
    }

    private sealed record Choices(FileInfo File, FileInfo Map, string? Rejected, bool DryRun, bool Json);
}
