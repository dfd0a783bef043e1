using System.CommandLine;
using Campaigns.Local.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns promote</c>: puts in force in one environment what is in force in another.</summary>
internal static class PromoteCommand
{
    public static Command Create()
    {
        var folder = ReleaseOptions.Folder();
        var (from, to) = (CreateEnvironment("--from", "Whose release is taken."), CreateEnvironment("--to", "Where it is put in force."));
        var message = ReleaseOptions.Message();
        var (yes, expect) = (DeployCommand.CreateYes(), DeployCommand.CreateExpect());
        var command = new CommandWithExamples(
            "promote", "Put in force in one environment of campaigns.json the release that is in force in another: the same files, byte for byte.",
            "campaigns promote --from staging --to production", "campaigns promote . --from staging --to production -m \"Tested since Monday\" --yes")
        {
            folder, from, to, message, yes, expect,
        };
        var (sources, targets) = (new ReleaseOptions(), new ReleaseOptions(missing: MissingStore.Made));
        command.SetAction((parsed, cancel) =>
        {
            var workspace = parsed.GetRequiredValue(folder).FullName;
            return sources.WithEnvironmentAsync(workspace, parsed.GetRequiredValue(from), async source =>
            {
                var listed = await source.ListAsync(1, cancel);
                if (listed.Live is not { } live || await source.ReadAsync(live.Release, cancel) is not { } content)
                    return CommandOutput.BadInput($"{source.Name} has no release in force.");
                CommandOutput.Warn(listed.Drift.Select(line => $"{parsed.GetValue(from)}: {line}; the release is promoted, not this"));
                var why = parsed.GetValue(message)?.Trim() ?? Shorten($"Promote {Release.Short(live.Release)} from {parsed.GetValue(from)}: {live.Message}");
                return await targets.WithEnvironmentAsync(workspace, parsed.GetRequiredValue(to), target => DeployCommand.RunAsync(
                    target, content, why, new DeployExpectation(Release: parsed.GetValue(expect)), parsed.GetValue(yes),
                    parsed.GetValue(CommonOptions.Json), cancel), cancel);
            }, cancel);
        });
        return command;
    }

    private static string Shorten(string message) =>
        message.Length <= Model.Limits.ReleaseMessageLength ? message : message[..(Model.Limits.ReleaseMessageLength - 1)] + "…";

    private static Option<string> CreateEnvironment(string name, string description) =>
        new(name) { Description = description, HelpName = "ENVIRONMENT", Required = true };
}
