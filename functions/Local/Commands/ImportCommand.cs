using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Portfolio;
using Campaigns.Storage;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns import</c>: customers and policies from a CSV into a store.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The portfolio, any CSV." };
        var map = new Option<FileInfo>("--map") { Description = "How to read it (JSON); see docs/portfolio-map.md.", Required = true };
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.");
        var command = new CommandWithExamples(
            "import",
            "Import customers and policies from a CSV file. Invalid rows are reported and skipped; importing twice changes nothing.",
            "campaigns import portfolio.csv --map portfolio.map.json --data data/local",
            "campaigns import portfolio.csv --map portfolio.map.json --storage ACCOUNT") { file, map };
        place.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(
            parsed, place, parsed.GetRequiredValue(file), parsed.GetRequiredValue(map), parsed.GetValue(CommonOptions.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StoreOptions place, FileInfo file, FileInfo mapFile, bool json, CancellationToken cancel)
    {
        if (Inputs.FileProblem(file, "portfolio") is { } noFile)
            return CommandOutput.BadInput(noFile);
        if (Inputs.FileProblem(mapFile, "map") is { } noMap)
            return CommandOutput.BadInput(noMap);
        var reading = PortfolioMap.Read(await File.ReadAllBytesAsync(mapFile.FullName, cancel));
        if (reading.Map is not { } map)
            return CommandOutput.MapFindings(mapFile.ToString(), reading.Findings);
        await using var csv = file.OpenRead();
        var opened = PortfolioReader.Open(csv, map);
        if (opened.Reader is not { } reader)
            return CommandOutput.MapFindings($"{file}, read with {mapFile}", opened.Findings);

        return await place.WithNewStoreAsync(parsed, (store, of) => IntoAsync(store, of, reader, file.Name, json, cancel));
    }

    private static async Task<int> IntoAsync(
        IStore store, StoreLocation place, PortfolioReader reader, string source, bool json, CancellationToken cancel)
    {
        await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
        await LibrarySeed.SeedAsync(session.Library, CampaignFolder.Shipped, cancel);
        var (rejected, noticed) = (new RejectedRows(), new RejectedRows());
        var (imported, queued) = await new PortfolioImporter(session.Runner, session.Work)
            .RunAsync(reader.Rows(), source, rejected.Add, cancel, noticed.Add);
        if (json)
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
                });
            return ExitCodes.Done;
        }

        rejected.Print();
        noticed.Print("unreachable");
        Terminal.Line(
            $"[bold]{DisplayText.Count(imported, "row")}[/] imported into {place.Location}, [bold]{rejected.Count:N0}[/] skipped.");
        if (queued > 0)
            CommandOutput.Error.Line(
                $"[yellow]{DisplayText.Count(queued, "row")} failed and will be tried again by the host; see 'campaigns dead-letters list'.[/]");
        return ExitCodes.Done;
    }
}
