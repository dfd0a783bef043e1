using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Storage;

namespace Campaigns.Local.Commands;

/// <summary>Which store a command works on: <c>--data</c> and <c>--storage</c>.</summary>
/// <param name="defaultValue">The folder without either.</param>
/// <param name="data">What <c>--data</c> is, for the help.</param>
/// <param name="advice">What to do when the folder has no store; not needed where one is made.</param>
internal sealed class StoreOptions(string defaultValue, string data, string advice = "")
{
    /// <summary>Where the account is named unless it is typed, since everybody on a machine sees what is typed.</summary>
    private const string Variable = "CAMPAIGNS_STORAGE";

    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = $"{data} Default: {defaultValue}." };
    private readonly Option<string?> _storage = Storage($"Default: the variable {Variable}, unless --data is given.");

    /// <summary>Of a command that looks at the demo's store unless it is told otherwise.</summary>
    public static StoreOptions OfDemo(string data) =>
        new("data/demo", data, "Run 'campaigns demo' first, or name another folder with --data.");

    /// <summary>The option that names a storage account.</summary>
    /// <param name="otherwise">What follows without it, for the help.</param>
    public static Option<string?> Storage(string otherwise) => new("--storage")
    {
        Description =
            $"A storage account instead: its name, opened with the identity signed in to Azure; or its connection string; or " +
            $"UseDevelopmentStorage=true for Azurite. {otherwise}",
        HelpName = "ACCOUNT",
    };

    /// <summary>The account of the variable, or null.</summary>
    public static string? FromVariable => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : null;

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_storage);
    }

    /// <summary>Whether either was typed.</summary>
    public bool IsChosen(ParseResult parsed) => parsed.GetValue(_data) is not null || parsed.GetValue(_storage) is not null;

    /// <summary>Opens the store that is there, does the work and closes it; or says why there is none.</summary>
    public async Task<int> WithStoreAsync(ParseResult parsed, Func<IStore, StoreLocation, Task<int>> work)
    {
        if (Conflict(parsed) is { } conflict)
            return CommandOutput.Usage(conflict);
        var folder = FolderOf(parsed);
        return (AccountOf(parsed) ?? StoreLocation.Find(folder)) is { } place
            ? await WithStoreAsync(place, work)
            : CommandOutput.BadInput($"There is no store in {folder}. {advice}");
    }

    /// <summary>The same, but a store that is missing in the folder is made.</summary>
    public async Task<int> WithNewStoreAsync(ParseResult parsed, Func<IStore, StoreLocation, Task<int>> work)
    {
        if (Conflict(parsed) is { } conflict)
            return CommandOutput.Usage(conflict);
        if (AccountOf(parsed) is { } account)
            return await WithStoreAsync(account, work);
        var folder = FolderOf(parsed);
        return Inputs.FolderProblem(folder) is { } problem ? CommandOutput.Unavailable(problem)
            : await WithStoreAsync(StoreLocation.In(folder), work);
    }

    /// <summary>The same, but a store that is missing in the folder is not made: the work gets none.</summary>
    public async Task<int> WithAnyStoreAsync(ParseResult parsed, Func<IStore?, StoreLocation, Task<int>> work)
    {
        if (Conflict(parsed) is { } conflict)
            return CommandOutput.Usage(conflict);
        var folder = FolderOf(parsed);
        return (AccountOf(parsed) ?? StoreLocation.Find(folder)) is { } place
            ? await WithStoreAsync(place, work)
            : await work(null, StoreLocation.In(folder));
    }

    /// <summary>Opens a store, does the work and closes it.</summary>
    public static async Task<int> WithStoreAsync(StoreLocation place, Func<IStore, StoreLocation, Task<int>> work)
    {
        try
        {
            await using var store = place.Open(TimeProvider.System);
            return await work(store, place);
        }
        catch (HostConfigurationException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
    }

    private string? Conflict(ParseResult parsed) =>
        parsed.GetValue(_data) is not null && parsed.GetValue(_storage) is not null
        ? "Name a folder with --data or an account with --storage, not both." : null;

    private StoreLocation? AccountOf(ParseResult parsed) =>
        (parsed.GetValue(_storage) ?? (parsed.GetValue(_data) is null ? FromVariable : null)) is { } account
        ? StoreLocation.Account(account) : null;

    private string FolderOf(ParseResult parsed) => parsed.GetValue(_data)?.FullName ?? Path.GetFullPath(defaultValue);
}
