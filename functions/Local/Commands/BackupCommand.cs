using System.CommandLine;
using System.Globalization;
using Campaigns.Hosting.Maintenance;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns backup</c> and <c>campaigns restore</c>: the embedded store as a folder of checked files.</summary>
internal static class BackupCommand
{
    private const string DefaultData = "data/local";

    public static Command CreateBackup()
    {
        var to = new Option<DirectoryInfo>("--to") { Description = "The folder to write, new or empty.", Required = true };
        var data = Data("The folder of the store; the host may be running on it.");
        var command = new CommandWithExamples(
            "backup", "Write a consistent copy of the embedded store, checked, while the host runs.",
            "campaigns backup --data data/local --to backups/monday") { data, to };
        command.SetAction((parsed, cancel) => RunAsync(async () =>
        {
            var manifest = await StoreBackups.TakeAsync(
                FolderOf(parsed.GetValue(data)), parsed.GetRequiredValue(to).FullName, TimeProvider.System, cancel);
            Print(parsed, manifest, $"Backed up to {parsed.GetRequiredValue(to)}", aside: null);
        }));
        return command;
    }

    public static Command CreateRestore()
    {
        var from = new Argument<DirectoryInfo>("backup") { Description = "The folder that 'campaigns backup' wrote." };
        var data = Data("The folder of the store; no host may be running on it.");
        var replace = new Option<bool>("--replace") { Description = "Move a store that is there aside instead of refusing." };
        var command = new CommandWithExamples(
            "restore", "Check a backup and put it in the place of the embedded store.",
            "campaigns restore backups/monday --data data/local", "campaigns restore backups/monday --data data/local --replace")
            { from, data, replace };
        command.SetAction((parsed, cancel) => RunAsync(async () =>
        {
            var folder = FolderOf(parsed.GetValue(data));
            var (manifest, aside) = await StoreBackups.RestoreAsync(
                parsed.GetRequiredValue(from).FullName, folder, parsed.GetValue(replace), TimeProvider.System, cancel);
            Print(parsed, manifest, $"Restored into {folder} what was backed up at {manifest.At}", aside);
        }));
        return command;
    }

    private static Option<DirectoryInfo?> Data(string what) => new("--data") { Description = $"{what} Default: {DefaultData}." };

    private static string FolderOf(DirectoryInfo? given) => given?.FullName ?? Path.GetFullPath(DefaultData);

    private static async Task<int> RunAsync(Func<Task> work)
    {
        try
        {
            await work();
            return ExitCodes.Done;
        }
        catch (BackupException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
    }

    private static void Print(ParseResult parsed, BackupManifest manifest, string done, string? aside)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandOutput.Json(new { manifest.At, manifest.Files, Aside = aside });
            return;
        }

        Terminal.Line($"{done}:");
        foreach (var file in manifest.Files)
            Terminal.Line($"  {file.Name}  {file.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes");
        if (aside is not null)
            Terminal.Line($"[grey]The store that was there is in {aside}[/]");
    }
}
