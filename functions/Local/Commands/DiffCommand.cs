using System.CommandLine;
using Campaigns.Local.Releases;
using Campaigns.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns diff</c>: what differs between a workspace and what is in force, or between two releases, line by line.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var becomes = new Argument<string>("becomes")
        {
            Description = "A workspace, or a release by its id or the beginning of it. Default: the folder you are in.",
            DefaultValueFactory = _ => ".",
        };
        var was = new Argument<string?>("was") { Description = "A release, or a workspace. Default: the release in force.", Arity = ArgumentArity.ZeroOrOne };
        var options = new ReleaseOptions();
        var command = new CommandWithExamples(
            "diff", "Show line by line how a workspace or a release differs from the release in force, or from another.",
            "campaigns diff --data data/local", "campaigns diff . --to production", "campaigns diff 3f2a9c1b 77d05e0c --data data/local")
        {
            becomes, was,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancel) => options.WithTargetAsync(parsed, WorkspaceOf(parsed.GetRequiredValue(becomes)), async target =>
        {
            var (to, wrongTo) = await ReadAsync(target, parsed.GetRequiredValue(becomes), cancel);
            if (to is null)
                return CommandOutput.BadInput(wrongTo!);
            var live = (await target.ListAsync(1, cancel)).Live?.Release;
            IReadOnlyList<ReleaseFile> before = [];
            if ((parsed.GetValue(was) ?? live) is { } named)
            {
                var (from, wrongFrom) = await ReadAsync(target, named, cancel);
                if (from is null)
                    return CommandOutput.BadInput(wrongFrom!);
                before = from.Files;
            }

            var differences = TextDifference.Between(before, to.Files);
            if (parsed.GetValue(CommonOptions.Json))
                CommandOutput.Json(differences, ReleaseJson.Options);
            else
                Print(differences);
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static string WorkspaceOf(string named) => Directory.Exists(named) ? Path.GetFullPath(named) : Path.GetFullPath(".");

    private static async Task<(ReleaseContent? Content, string? Problem)> ReadAsync(IReleaseTarget target, string named, CancellationToken cancel)
    {
        if (Directory.Exists(named))
        {
            var (content, problems) = await WorkspaceFiles.ReadAsync(named, cancel);
            return (content, content is null ? string.Join('\n', problems) : null);
        }

        return await target.ReadAsync(named, cancel) is { } release ? (release, null)
            : (null, $"There is no folder '{named}', and {target.Name} has no release {named}, or several that begin so; 'campaigns releases' lists them.");
    }

    private static void Print(IReadOnlyList<FileDifference> differences)
    {
        foreach (var line in differences.SelectMany(file => file.Text.TrimEnd('\n').Split('\n')))
        {
            var text = line.TrimEnd('\r');
            if (text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("+++", StringComparison.Ordinal))
                Terminal.Line($"[bold]{text}[/]");
            else if (text.StartsWith('+'))
                Terminal.Line($"[green]{text}[/]");
            else if (text.StartsWith('-'))
                Terminal.Line($"[red]{text}[/]");
            else if (text.StartsWith('@'))
                Terminal.Line($"[blue]{text}[/]");
            else
                Terminal.Line($"{text}");
        }

        if (differences.Count == 0)
            AnsiConsole.MarkupLine("[green]Nothing differs.[/]");
    }
}
