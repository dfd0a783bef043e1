using System.CommandLine;
using Campaigns.Local.Releases;
using Campaigns.Releases;
using Campaigns.Runtime.Releases;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns pull</c>: writes what is in force as a workspace.</summary>
internal static class PullCommand
{
    private const int Shown = 20;

    public static Command Create()
    {
        var folder = ReleaseOptions.Folder();
        var release = new Option<string?>("--release")
        { Description = "Another release than the one in force, by its id or the beginning of it.", HelpName = "RELEASE" };
        var force = new Option<bool>("--force") { Description = "Overwrite files that differ, and remove those that the release does not have." };
        var options = new ReleaseOptions("--from");
        var command = new CommandWithExamples(
            "pull", "Write the release in force as a workspace, byte for byte as it was deployed.",
            "campaigns pull my-campaigns --data data/local", "campaigns pull . --from production --force")
        {
            folder, release, force,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var workspace = parsed.GetRequiredValue(folder).FullName;
            return options.WithTargetAsync(parsed, workspace, async target =>
            {
                if ((parsed.GetValue(release) ?? (await target.ListAsync(1, cancel)).Live?.Release) is not { } wanted)
                    return CommandOutput.BadInput($"{target.Name} has no release yet.");
                if (await target.ReadAsync(wanted, cancel) is not { } content)
                    return CommandOutput.BadInput($"{target.Name} has no release {wanted}, or several that begin so; 'campaigns releases' lists them.");
                if (!parsed.GetValue(force) && await LostAsync(workspace, content.Files, cancel) is { Count: > 0 } lost)
                {
                    var more = lost.Count > Shown ? $"\n… and {lost.Count - Shown} more" : "";
                    return CommandOutput.BadInput($"These files of '{workspace}' differ from the release, and would be lost; --force overwrites them:\n"
                        + string.Join('\n', lost.Take(Shown)) + more);
                }

                var pulled = await WorkspaceFiles.WriteAsync(workspace, content.Files, cancel);
                if (parsed.GetValue(CommonOptions.Json))
                    CommandOutput.Json(new { Release = content.Manifest.Id, pulled.Written, pulled.Removed }, ReleaseJson.Options);
                else
                {
                    var (written, same) = (DisplayText.Count(pulled.Written.Count, "file"), content.Files.Count - pulled.Written.Count);
                    Terminal.Line($"Release [bold]{Release.Short(content.Manifest.Id)}[/] is in {workspace}: {written} written, {pulled.Removed.Count} removed, {same} as they were.");
                }

                return ExitCodes.Done;
            }, cancel);
        });
        return command;
    }

    /// <summary>The files of a workspace that the release would overwrite or remove.</summary>
    private static async Task<IReadOnlyList<string>> LostAsync(string workspace, IReadOnlyList<ReleaseFile> files, CancellationToken cancel)
    {
        if (!Directory.Exists(workspace))
            return [];
        var (own, _) = await WorkspaceFiles.ReadAsync(workspace, cancel);
        return own is null ? [] : [.. TextDifference.Between(own.Files, files).Where(file => file.Change != FileChange.Added).Select(file => file.Path)];
    }
}
