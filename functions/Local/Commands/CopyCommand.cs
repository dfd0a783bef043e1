using System.CommandLine;
using System.Globalization;
using Campaigns.Hosting;
using Campaigns.Hosting.Maintenance;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns copy</c>: a store into an empty one, from a machine to a storage account or back.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var fromData = new Option<DirectoryInfo?>("--from-data") { Description = "The folder of the store to copy." };
        var toData = new Option<DirectoryInfo?>("--to-data") { Description = "The folder to copy into; it must have no store." };
        var fromStorage = new Option<string?>("--from-storage")
        {
            Description = "The storage account to copy: its name, or its connection string.",
            HelpName = "ACCOUNT",
        };
        var toStorage = new Option<string?>("--to-storage")
        {
            Description = "The storage account to copy into; it must be empty.",
            HelpName = "ACCOUNT",
        };
        var command = new CommandWithExamples(
            "copy", "Copy a store into an empty one, from this machine to a storage account or back. Stop the hosts of both first.",
            "campaigns copy --from-data data/local --to-storage ACCOUNT", "campaigns copy --from-storage ACCOUNT --to-data data/copy")
            { fromData, fromStorage, toData, toStorage };
        command.SetAction(async (parsed, cancel) =>
        {
            if ((parsed.GetValue(fromData) is null) == (parsed.GetValue(fromStorage) is null))
                return CommandOutput.Usage("Name what to copy with either --from-data or --from-storage.");
            if ((parsed.GetValue(toData) is null) == (parsed.GetValue(toStorage) is null))
                return CommandOutput.Usage("Name where to copy with either --to-data or --to-storage.");
            var from = parsed.GetValue(fromStorage) is { } account
                ? StoreLocation.Account(account)
                : StoreLocation.Find(parsed.GetValue(fromData)!.FullName);
            if (from is null)
                return CommandOutput.BadInput($"There is no store in {parsed.GetValue(fromData)}.");
            if (parsed.GetValue(toData) is { } folder && Inputs.FolderProblem(folder.FullName) is { } problem)
                return CommandOutput.Unavailable(problem);
            var to = parsed.GetValue(toStorage) is { } other
                ? StoreLocation.Account(other)
                : StoreLocation.In(parsed.GetValue(toData)!.FullName);
            return await CopyAsync(from, to, parsed.GetValue(CommonOptions.Json), cancel);
        });
        return command;
    }

    private static async Task<int> CopyAsync(StoreLocation from, StoreLocation to, bool json, CancellationToken cancel)
    {
        try
        {
            await using var source = from.Open(TimeProvider.System);
            await using var target = to.Open(TimeProvider.System);
            var counts = await new StoreCopy(source, target, TimeProvider.System).RunAsync(progress: null, cancel);
            if (json)
            {
                CommandOutput.Json(counts);
                return ExitCodes.Done;
            }

            foreach (var (what, count) in counts.Where(item => item.Value > 0))
                Terminal.Line($"{what,-24} {count.ToString("N0", CultureInfo.InvariantCulture),12}");
            Terminal.Line($"Copied into {to.Location}. Its host queues the messages that are due when it starts.");
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is BackupException or HostConfigurationException)
        {
            return CommandOutput.BadInput(e.Message);
        }
    }
}
