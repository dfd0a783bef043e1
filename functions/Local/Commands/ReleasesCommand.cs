using System.CommandLine;
using Campaigns.Local.Releases;
using Campaigns.Releases;
using Campaigns.Runtime.Releases;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns releases</c>: what is in force and was.</summary>
internal static class ReleasesCommand
{
    public static Command Create()
    {
        var limit = Inputs.Number("--limit", "How many deployments are listed, the latest first.", 20, 1, 10_000);
        var options = new ReleaseOptions();
        var command = new CommandWithExamples(
            "releases", "List what was deployed, by whom and why, and what is in force.",
            "campaigns releases --data data/local", "campaigns releases --to production --json")
        {
            limit,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancel) => options.WithTargetAsync(parsed, ".", async target =>
        {
            var view = await target.ListAsync(parsed.GetValue(limit), cancel);
            if (parsed.GetValue(CommonOptions.Json))
                CommandOutput.Json(view, ReleaseJson.Options);
            else
                Print(view, target);
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static void Print(ReleasesView view, IReleaseTarget target)
    {
        if (view.Live is null)
        {
            Terminal.Line($"{target.Name} has no release yet. 'campaigns deploy' puts a workspace in force.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("", "release", "deployed", "by", "message");
        foreach (var one in view.Deployments)
        {
            string[] cells =
            [
                one.Number == view.Live.Number ? "live" : "", Release.Short(one.Release),
                TimelineEventFormatter.At(one.At, DateTimeZone.Utc), one.By, one.Message,
            ];
            table.AddRow([.. cells.Select(Terminal.Escape)]);
        }

        AnsiConsole.Write(table);
        foreach (var line in view.Drift)
            Terminal.Line($"[yellow]drift[/] {line}");
        Terminal.Line($"[grey]Times in UTC.{(view.Drift.IsEmpty ? "" : " Somebody has changed this by hand; 'campaigns plan' says what deploying would put back.")}[/]");
    }
}
