using System.CommandLine;
using Campaigns.Definitions.Workspaces;
using Campaigns.Hosting;
using Campaigns.Local.Commands;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;
using Campaigns.Workspaces;

namespace Campaigns.Local.Releases;

/// <summary>
/// Which installation a command about releases is for: an environment of the workspace's <c>campaigns.json</c>, a host or a store.
/// </summary>
internal sealed class ReleaseOptions
{
    private const string Advice = "Name the folder of a store with --data, an account with --storage, a host with --url, or an environment of campaigns.json.";

    private readonly Option<string?> _environment;
    private readonly MissingStore _missing;
    private readonly HostAddress _host = new(
        $"Ask this host instead of opening a store; a token of Microsoft Entra ID is taken from {HostClients.TokenVariable}.", "author, approver or reader");
    private readonly StoreOptions _store = new("data/local", "The folder of the store; a host may be running on it.", Advice);

    /// <summary>The options of a command.</summary>
    /// <param name="environment">What the option is called that names an environment.</param>
    /// <param name="missing">What is done where the folder has no store.</param>
    public ReleaseOptions(string environment = "--to", MissingStore missing = MissingStore.Refused)
    {
        _missing = missing;
        _environment = new(environment)
        {
            Description = $"An environment of the workspace's {WorkspaceSettings.FileName}.",
            HelpName = "ENVIRONMENT",
        };
    }

    /// <summary>What a release is called on a command line.</summary>
    public static Argument<string?> Release(string description) => new("release")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The workspace of a command; the folder one stands in when none is named.</summary>
    public static Argument<DirectoryInfo> Folder() => new("folder")
    {
        Description = "The workspace. Default: the folder you are in.",
        DefaultValueFactory = _ => new("."),
    };

    /// <summary>Why it is done.</summary>
    public static Option<string?> Message()
    {
        var message = new Option<string?>("--message", "-m") { Description = "Why, for whoever comes next.", HelpName = "TEXT" };
        message.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value.Trim() : "";
            if (text.Length is 0 or > Limits.ReleaseMessageLength || text.Any(char.IsControl))
                result.AddError($"--message is 1 to {Limits.ReleaseMessageLength} characters on one line.");
        });
        return message;
    }

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_environment);
        command.Add(_host.Option);
        _store.AddTo(command);
    }

    /// <summary>Does something with the installation that is meant.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="workspace">The workspace whose environments may be named.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<int> WithTargetAsync(ParseResult parsed, string workspace, Func<IReleaseTarget, Task<int>> work, CancellationToken cancel)
    {
        if (parsed.GetValue(_environment) is { } name)
        {
            return _store.IsChosen(parsed) || parsed.GetValue(_host.Option) is not null
                ? CommandOutput.Usage($"Name an environment with {_environment.Name}, or a host or a store, not both.")
                : await WithEnvironmentAsync(workspace, name, work, cancel);
        }

        return await _host.RunAsync(parsed, _store,
            address => WithHostAsync(address, HostAddress.KeyVariable, HostClients.TokenVariable, work),
            () => _missing switch
            {
                MissingStore.Made => _store.WithNewStoreAsync(parsed, OnStore),
                MissingStore.Empty => _store.WithAnyStoreAsync(parsed, (store, place) => store is null ? WithEmptyStoreAsync(work, cancel) : OnStore(store, place)),
                _ => _store.WithStoreAsync(parsed, OnStore),
            });

        Task<int> OnStore(IStore store, StoreLocation place) => WithStoreAsync(store, place, work, cancel);
    }

    /// <summary>Does something with an environment of a workspace.</summary>
    public async Task<int> WithEnvironmentAsync(
        string workspace, string name, Func<IReleaseTarget, Task<int>> work, CancellationToken cancel)
    {
        var (settings, findings) = await (Workspace.Find(workspace)?.ReadSettingsAsync(cancel)
            ?? Task.FromResult(new WorkspaceSettingsReadResult(WorkspaceSettings.None, [])));
        if (settings is null)
            return CommandOutput.Findings([.. findings.Select(finding => (WorkspaceSettings.FileName, finding))]);
        if (!settings.Environments.TryGetValue(name, out var environment))
        {
            var known = settings.Environments.Count == 0 ? $"{workspace} has no {WorkspaceSettings.FileName} that names environments"
                : $"there are {string.Join(", ", settings.Environments.Keys)}";
            return CommandOutput.BadInput($"There is no environment '{name}'{Spelling.Hint(name, [.. settings.Environments.Keys])}; {known}.");
        }

        if (environment.Url is { } url)
            return await WithHostAsync(url, environment.KeyFrom ?? HostAddress.KeyVariable, environment.TokenFrom ?? HostClients.TokenVariable, work);
        if (environment.Storage is { } account)
            return await OnPlace(StoreLocation.Account(account));
        var folder = Path.GetFullPath(environment.Data!, Path.GetFullPath(workspace));
        return StoreLocation.Find(folder) is { } place ? await OnPlace(place)
            : _missing switch
            {
                MissingStore.Made => Inputs.FolderProblem(folder) is { } problem ? CommandOutput.Unavailable(problem) : await OnPlace(StoreLocation.In(folder)),
                MissingStore.Empty => await WithEmptyStoreAsync(work, cancel),
                _ => CommandOutput.BadInput($"There is no store in {environment.Data}, where the environment '{name}' is."),
            };

        Task<int> OnPlace(StoreLocation at) => StoreOptions.WithStoreAsync(at, (store, of) => WithStoreAsync(store, of, work, cancel));
    }

    /// <summary>Does something with a store that holds nothing, and is gone afterwards.</summary>
    private static async Task<int> WithEmptyStoreAsync(Func<IReleaseTarget, Task<int>> work, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-");
        try
        {
            return await StoreOptions.WithStoreAsync(StoreLocation.In(folder.FullName), (store, place) => WithStoreAsync(store, place, work, cancel));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> WithHostAsync(Uri address, string keyVariable, string tokenVariable, Func<IReleaseTarget, Task<int>> work)
    {
        using var client = HostClients.Create(address, keyVariable, tokenVariable);
        try
        {
            return await work(new HostTarget(client, address));
        }
        catch (HostRefusalException e)
        {
            return CommandOutput.Problem(e.Message, e.Exit);
        }
        catch (InvalidDataException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
    }

    private static async Task<int> WithStoreAsync(IStore store, StoreLocation place, Func<IReleaseTarget, Task<int>> work, CancellationToken cancel)
    {
        try
        {
            await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
            return await work(new StoreTarget(session, store, place, TimeProvider.System));
        }
        catch (InvalidDataException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
        catch (StoreUnavailableException e) when (place.IsAccount)
        {
            return CommandOutput.CannotAsk(e.Message);
        }
    }
}
