using System.Collections.Immutable;
using System.CommandLine;
using Campaigns.Api.Http;
using Campaigns.Api.Journeys;
using Campaigns.Decisions.Migration;
using Campaigns.Hosting;
using Campaigns.Insights.Migrations;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns migrate</c>: moves those inside a journey to another version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var journey = new Argument<string>("journey") { Description = "The journey's id." };
        var from = Version("--from", "Only those on this version. Default: all but the other.");
        var to = Version("--to", "The version they go to. Default: the newest.");
        var map = new Option<string[]>("--map")
        {
            Description = "A step of the old version and the one of the new that stands for it, OLD=NEW; may be given several times.",
            HelpName = "OLD=NEW",
            AllowMultipleArgumentsPerToken = true,
        };
        map.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]))
                result.AddError($"--map is OLD=NEW, two ids of steps, found '{token.Value}'.");
        });
        var waits = new Option<ChangedWaits>("--waits")
        {
            Description = "Who waits by a wait whose time has changed: keep (as the old version says) or follow (as the new says, from when "
                + "their wait began). Default: they are not moved.",
            HelpName = "keep|follow",
            CustomParser = result =>
            {
                switch (result.Tokens[0].Value)
                {
                    case "keep": return ChangedWaits.Keep;
                    case "follow": return ChangedWaits.Follow;
                    default:
                        result.AddError($"--waits is keep or follow, found '{result.Tokens[0].Value}'.");
                        return default;
                }
            },
        };
        var arms = new Option<bool>("--keep-arms")
        {
            Description = "Who has passed a split whose arms have changed stays in their arm. Default: they are not moved.",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Say where they would go, and move nobody." };
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.", HoldCommand.Advice);
        var host = new HostAddress("Have this host look and order it.", "operator");
        var command = new CommandWithExamples(
            "migrate", "Move those inside a journey to another version, each to the step that stands for theirs; what was sent is not sent "
            + "again. Hosts do it in the background, customer by customer.",
            "campaigns migrate renewal-countdown --dry-run", "campaigns migrate renewal-countdown --from 2 --to 3 --map d45=d40 --waits keep")
        {
            journey, from, to, map, waits, arms, dry,
        };
        command.Add(host.Option);
        place.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var asked = new Asked(parsed.GetRequiredValue(journey), parsed.GetValue(from), parsed.GetValue(to), new MigrationRules
            {
                Map = (parsed.GetValue(map) ?? []).Select(pair => pair.Split('=')).DistinctBy(pair => pair[0])
                    .ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
                Waits = parsed.GetValue(waits),
                KeepArms = parsed.GetValue(arms),
            }, parsed.GetValue(dry), parsed.GetValue(CommonOptions.Json));
            return host.RunAsync(parsed, place,
                address => host.AskAsync<MigrationResponse>(HttpMethod.Post, address, $"journeys/{Uri.EscapeDataString(asked.Journey)}/migrate",
                    asked.Body, answer => Show(answer, asked), cancel),
                () => place.WithStoreAsync(parsed, (store, of) => HoldCommand.OnStoreAsync(store, of, session =>
                    OnStoreAsync(session, store, of, asked, cancel), cancel)));
        });
        return command;
    }

    private static Option<int?> Version(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "VERSION",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
                return number;
            result.AddError($"{name} is a version, a whole number from 1, found '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    private static async Task<int> OnStoreAsync(
        StoreSession session, IStore store, StoreLocation place, Asked asked, CancellationToken cancel)
    {
        var (live, problem) = StoredJourney.Find(session.Library, asked.Journey, place);
        if (live is null)
            return CommandOutput.BadInput(problem!);
        var journey = live.Definition.Id;
        if (asked.To is null && live.Ramp is not null)
        {
            return CommandOutput.BadInput($"Version {live.Definition.Version} comes before a share of the customers only; "
                + "say with --to whether those inside go to it.");
        }

        var to = asked.To ?? live.Definition.Version;
        foreach (var number in (int?[])[asked.From, to])
        {
            if (number is { } version && session.Library.Find(journey, version) is null)
                return CommandOutput.BadInput($"'{asked.Journey}' has no version {version}.");
        }

        var report = await new MigrationPreview(session.Library, store.Rows, TimeProvider.System)
            .LookAsync(journey, asked.From, to, asked.Rules, limit: null, cancel);
        if (!asked.DryRun && report.IsClear)
        {
            foreach (var version in report.Versions)
                await session.Library.MigrateAsync(journey, new Migration(version.From, to, asked.Rules), cancel);
        }

        return Show(new MigrationResponse(asked.DryRun ? "dry_run" : report.IsClear ? "ordered" : "unclear", report), asked);
    }

    private static int Show(MigrationResponse answer, Asked asked)
    {
        if (asked.Json)
            CommandOutput.Json(answer, ApiJson.Options);
        else
            Print(answer, asked);
        return answer.Report.IsClear ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private static void Print(MigrationResponse answer, Asked asked)
    {
        var report = answer.Report;
        foreach (var version in report.Versions)
        {
            Terminal.Line($"[bold]From version {version.From} to {report.To}[/]: {DisplayText.Count(version.Running, "enrollment")}{(report.Complete ? "" : " or more")}, {version.Movable:N0} can be moved now.");
            var table = new Table().Border(TableBorder.Simple).AddColumn("step").AddColumn(new TableColumn("here now").RightAligned())
                .AddColumns("goes to", "");
            foreach (var step in version.Steps)
            {
                var wakes = step.WakesFirst is { } first ? $"; they wake from {At(first)} to {At(step.WakesLast!.Value)}" : "";
                table.AddRow(Terminal.Escape(step.Step), $"{step.Here:N0}",
                    step.Problem == MoveProblem.None ? Terminal.Escape(step.To!) : "[yellow]unclear[/]", Terminal.Escape($"{step.Says}{wakes}"));
            }

            if (version.NotBegun > 0)
                table.AddRow("(not begun)", $"{version.NotBegun:N0}", "(not begun)", "");
            AnsiConsole.Write(table);
            if (version.Unsent > 0)
                Terminal.Line($"{version.Unsent:N0} stay until a message has left that version {report.To} does not send so; run this again later.");
        }

        if (report.Versions.IsEmpty)
            Terminal.Line($"Nobody is inside '{report.Journey}' on another version than {report.To}.");
        foreach (var says in report.Versions.SelectMany(version => version.Unclear))
            CommandOutput.Error.Line($"[red]unclear[/] {says}");
        if (!report.IsClear)
            CommandOutput.Error.Line($"Nobody is moved. Say it with --map, --waits or --keep-arms.");
        else if (!asked.DryRun && !report.Versions.IsEmpty)
            Terminal.Line($"[bold green]Ordered.[/] Hosts move them in the background; 'campaigns status' shows how far it is.");
    }

    private static string At(Instant instant) => instant.ToString("uuuu-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Asked(string Journey, int? From, int? To, MigrationRules Rules, bool DryRun, bool Json)
    {
        public object Body => new
        {
            from = From,
            to = To,
            map = Rules.Map,
            waits = Rules.Waits switch { ChangedWaits.Keep => "keep", ChangedWaits.Follow => "follow", _ => null },
            arms = Rules.KeepArms ? "keep" : null,
            dry_run = DryRun,
        };
    }
}
