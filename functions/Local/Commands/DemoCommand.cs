using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Local.Demo;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using NodaTime;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns demo</c>: the first thing to try.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var customers = Inputs.Number("--customers", "How many customers.", defaultValue: 3000, min: 1, max: 99_999);
        var seed = Inputs.Number("--seed", "The random seed; the same seed gives the same result.", defaultValue: 7, min: int.MinValue,
            max: int.MaxValue);
        var folder = new Option<DirectoryInfo>("--out")
        {
            Description = "Where the store and the messages go.",
            DefaultValueFactory = _ =>
            new("data/demo")
        };
        var command = new CommandWithExamples(
            "demo",
            "Simulate half a year of the three shipped journeys over a generated portfolio; every message is written to a " +
            "folder. Up to three minutes on two busy processors, and less with fewer customers.",
            "campaigns demo", "campaigns demo --customers 500 --seed 8 --out data/small")
        {
            customers, seed, folder,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(folder).FullName, parsed.GetValue(customers), parsed.GetValue(seed),
            parsed.GetValue(CommonOptions.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int customers, int seed, bool json, CancellationToken cancel)
    {
        if (Inputs.FolderProblem(folder) is { } problem)
            return CommandOutput.Unavailable(problem);
        if (DemoRun.IsTaken(folder))
            return CommandOutput.BadInput(
                $"{folder} contains a store that was not created by 'demo' and would be replaced. Name another folder with --out.");
        var campaign = CampaignFolder.Read(CampaignFolder.Shipped);
        if (campaign.Catalog is null || campaign.Policy is null || campaign.Findings.Any(f => f.Finding.Severity == FindingSeverity.Error))
            return CommandOutput.Findings(campaign.Findings);
        var templates = await CampaignFolder.ShippedTemplatesAsync();
        var library = new FixedLibrary(campaign.Catalog, campaign.Policy, campaign.Journeys.Select(j => j.Journey))
        {
            PolicyText = campaign.PolicyText,
        };
        var end = DemoRun.Start.PlusDays(DemoRun.Days - 1);
        var result = await Progress.RunAsync(json, "Half a year", DemoRun.Start, end, DateTimeZoneProviders.Tzdb["Asia/Taipei"],
            progress => DemoRun.RunAsync(folder, customers, seed, library, templates, progress, cancel));
        if (json)
            CommandOutput.Json(DemoTable.Plain(result));
        else
            DemoTable.Print(result);
        return ExitCodes.Done;
    }
}
