using System.CommandLine;
using Campaigns.Local.Releases;
using Campaigns.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns deploy</c>: puts a workspace in force, all of it at once.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        var folder = ReleaseOptions.Folder();
        var message = ReleaseOptions.Message();
        message.Required = true;
        var options = new ReleaseOptions(missing: MissingStore.Made);
        var (yes, expect) = (CreateYes(), CreateExpect());
        var command = new CommandWithExamples(
            "deploy", "Put a workspace in force, all of it at once: journeys, texts, contact policy and catalog. Shows what changes first.",
            "campaigns deploy . -m \"Shorter renewal texts\" --data data/local", "campaigns deploy . -m \"Shorter renewal texts\" --to production --yes",
            "campaigns deploy . -m \"Shorter renewal texts\" --expect 3f2a9c1b77d0 --yes --json")
        {
            folder, message, yes, expect,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var workspace = parsed.GetRequiredValue(folder).FullName;
            var (content, problems) = await WorkspaceFiles.ReadAsync(workspace, cancel);
            return content is null ? CommandOutput.BadInput(string.Join('\n', problems))
                : await options.WithTargetAsync(parsed, workspace, target => RunAsync(target, content, parsed.GetRequiredValue(message)!.Trim(),
                    new(Release: parsed.GetValue(expect)), parsed.GetValue(yes), parsed.GetValue(CommonOptions.Json), cancel, workspace), cancel);
        });
        return command;
    }

    public static Option<bool> CreateYes() => new("--yes", "-y") { Description = "Do not ask." };

    public static Option<string?> CreateExpect() => new("--expect")
    {
        Description = $"Do it only while this release is in force, by its id or the beginning of it; '{DeployExpectation.None}': nothing was deployed.",
        HelpName = "RELEASE",
    };

    /// <summary>Shows what would change, asks, and does it as it was shown.</summary>
    /// <param name="target">Where.</param>
    /// <param name="content">The release.</param>
    /// <param name="message">Why.</param>
    /// <param name="expected">What must be in force.</param>
    /// <param name="yes">Whether nobody is asked.</param>
    /// <param name="json">Whether a program reads it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="workspace">The folder that it was read from, which is checked as a whole; null: it was deployed elsewhere already.</param>
    public static async Task<int> RunAsync(
        IReleaseTarget target, ReleaseContent content, string message, DeployExpectation expected, bool yes, bool json, CancellationToken cancel,
        string? workspace = null)
    {
        var plan = await target.PlanAsync(content, inside: false, cancel);
        if (workspace is not null)
            plan = await WorkspaceFindings.AddAsync(plan, content, workspace);
        if (!json)
        {
            PlanPrinter.Print(plan);
            PlanPrinter.PrintSummary(plan);
        }

        if (!plan.Changes || !plan.Valid)
        {
            if (json)
                CommandOutput.Json(new DeployView(plan.Changes ? DeployOutcome.Refused : DeployOutcome.Unchanged, plan.Live, plan), ReleaseJson.Options);
            return plan.Changes ? ExitCodes.BadInput : ExitCodes.Done;
        }

        if (!yes)
        {
            if (json || Console.IsInputRedirected)
                return CommandOutput.Usage("Nobody can be asked here; say --yes.");
            if (!await AnsiConsole.ConfirmAsync($"Deploy to {Terminal.Escape(target.Name)}?", defaultValue: false, cancel))
                return CommandOutput.Cancelled();
        }

        var release = await target.UploadAsync(content, message, cancel);
        var done = await target.DeployAsync(release, message, expected with { Revision = plan.Revision }, cancel);
        if (json)
            CommandOutput.Json(done, ReleaseJson.Options);
        return done.Result switch
        {
            DeployOutcome.Refused => json ? ExitCodes.BadInput : CommandOutput.Findings([.. done.Plan.Findings.Select(finding => finding.Finding)]),
            DeployOutcome.Conflict when json => ExitCodes.BadInput,
            DeployOutcome.Conflict => CommandOutput.BadInput(WhyNot(done.Live, expected)),
            _ => json ? ExitCodes.Done : Say(done),
        };
    }

    private static string WhyNot(DeploymentView? live, DeployExpectation expected)
    {
        var now = live is null ? "nothing was deployed" : $"release {Release.Short(live.Release)} by {live.By} ({live.Message}) is in force";
        return expected.Release is { } wanted
            ? $"Nothing was changed: {wanted} was expected to be in force, but {now}. Look at 'campaigns plan' again."
            : $"Nothing was changed: somebody else has changed something meanwhile; now {now}. Look at 'campaigns plan' again.";
    }

    private static int Say(DeployView done)
    {
        Terminal.Line($"[bold green]Deployed[/] release [bold]{Release.Short(done.Live!.Release)}[/] as number {done.Live.Number}. Hosts follow within seconds.");
        return ExitCodes.Done;
    }
}
