using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Local.Hosting;
using Campaigns.Runtime.Keys;
using Campaigns.Storage;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns keys</c>: API keys with scopes, kept as hashes in the store; hosts take changes without a restart.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "keys", "Add, list and revoke API keys with scopes, and rotate the key of links. Hosts on the store take changes within five seconds.",
            "campaigns keys add policy-system --scope sender", "campaigns keys list", "campaigns keys revoke policy-system")
        {
            CreateAdd(), CreateList(), CreateRevoke(), CreateRotateLinks(),
        };
        return command;
    }

    private static CommandWithExamples CreateAdd()
    {
        var name = new Argument<string>("name") { Description = "Who uses it: it stands in the audit. Lower-case letters, digits, dashes." };
        name.Validators.Add(result =>
        {
            if (!ApiKey.IsName(result.Tokens[0].Value))
                result.AddError($"A key's name is lower-case letters, digits and dashes, a letter first, found '{result.Tokens[0].Value}'.");
        });
        var scope = new Option<ApiScopes>("--scope")
        {
            Description = $"What it may do: {string.Join(", ", ApiScopeNames.All)}; several separated by commas, or the option several times.",
            HelpName = string.Join('|', ApiScopeNames.All),
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                var scopes = ApiScopes.None;
                foreach (var given in result.Tokens.SelectMany(token => token.Value.Split(',')))
                {
                    if (!ApiScopeNames.TryParse(given, out var known))
                        result.AddError($"--scope is some of {string.Join(", ", ApiScopeNames.All)}, found '{given}'.");
                    scopes |= known;
                }

                return scopes;
            },
        };
        var command = new CommandWithExamples("add", "Make a key. It is printed once, and only its hash is kept.",
            "campaigns keys add policy-system --scope sender", "campaigns keys add marketing --scope author,reader") { name, scope };
        var place = CreateStoreOptions();
        place.AddTo(command);
        command.SetAction((parsed, cancel) => place.WithNewStoreAsync(parsed, (store, _) => AddAsync(
            store, parsed.GetRequiredValue(name), parsed.GetRequiredValue(scope), parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static CommandWithExamples CreateList()
    {
        var command = new CommandWithExamples("list", "List the keys with their scopes, those that were revoked too.",
            "campaigns keys list");
        var place = CreateStoreOptions();
        place.AddTo(command);
        command.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, _) =>
            ListAsync(store, parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static CommandWithExamples CreateRevoke()
    {
        var name = new Argument<string>("name") { Description = "The key's name, as 'keys list' shows it." };
        var command = new CommandWithExamples("revoke", "Revoke a key: within five seconds it opens nothing.",
            "campaigns keys revoke policy-system") { name };
        var place = CreateStoreOptions();
        place.AddTo(command);
        command.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, _) =>
            RevokeAsync(store, parsed.GetRequiredValue(name), parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static CommandWithExamples CreateRotateLinks()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder of the host, with its links.key. Default: data/local.",
            DefaultValueFactory = _ => new("data/local"),
        };
        var command = new CommandWithExamples(
            "rotate-links",
            "Make a new key for the links in messages. It signs from the host's next start on; links sent so far go on working.",
            "campaigns keys rotate-links --data data/local") { data };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(data);
            if (!folder.Exists)
                return CommandOutput.BadInput($"There is no folder '{folder}'; name that of 'campaigns run' with --data.");
            try
            {
                var key = LinkKeyFile.Rotate(folder.FullName);
                if (parsed.GetValue(CommonOptions.Json))
                    CommandOutput.Json(new { LinkKey = key.Id });
                else
                    Terminal.Line($"Link key {key.Id} signs when the host starts again. Hosts that share links need the same file.");
                return ExitCodes.Done;
            }
            catch (HostConfigurationException e)
            {
                return CommandOutput.BadInput(e.Message);
            }
        });
        return command;
    }

    private static StoreOptions CreateStoreOptions() => new(
        "data/local", "The folder of the store; the host may be running on it.",
        "Name the folder of 'campaigns run' with --data, or an account with --storage.");

    private static async Task<int> AddAsync(IStore store, string name, ApiScopes scopes, bool json, CancellationToken cancel)
    {
        var secret = ApiKey.NewSecret();
        var key = new ApiKey(name, scopes, ApiKey.HashOf(secret), Now);
        if (!await new ApiKeyTable(store.Rows).AddAsync(key, cancel))
            return CommandOutput.BadInput(
                $"There is or was a key '{name}'. A name is used once, so that the audit is clear; for a new key choose another, such as {name}-2.");
        if (json)
        {
            CommandOutput.Json(new { Name = name, Scopes = ApiScopeNames.Of(scopes), Key = secret, Sha256 = key.Hash });
            return ExitCodes.Done;
        }

        Terminal.Line($"[bold]{secret}[/]");
        Terminal.Line(
            $"[grey]The key of {name} ({string.Join(", ", ApiScopeNames.Of(scopes))}). Keep it now: it is not shown again. SHA-256: {key.Hash}[/]");
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(IStore store, bool json, CancellationToken cancel)
    {
        var keys = await new ApiKeyTable(store.Rows).ListAsync(cancel);
        if (json)
        {
            CommandOutput.Json(keys.Select(Plain));
            return ExitCodes.Done;
        }

        if (keys.Count == 0)
        {
            AnsiConsole.WriteLine("There are no keys with scopes.");
            return ExitCodes.Done;
        }

        var table = new Table().RoundedBorder().AddColumns("Name", "Scopes", "Made (UTC)", "Revoked (UTC)");
        foreach (var key in keys)
            table.AddRow(
                key.Name, string.Join(", ", ApiScopeNames.Of(key.Scopes)), At(key.CreatedAt), key.RevokedAt is { } at ? At(at) : "");
        AnsiConsole.Write(table);
        return ExitCodes.Done;
    }

    private static async Task<int> RevokeAsync(IStore store, string name, bool json, CancellationToken cancel)
    {
        if (!ApiKey.IsName(name) || await new ApiKeyTable(store.Rows).RevokeAsync(name, Now, cancel) is not { } key)
            return CommandOutput.BadInput($"There is no key '{name}'; see 'campaigns keys list'.");
        if (json)
            CommandOutput.Json(Plain(key));
        else
            Terminal.Line($"The key {name} is revoked since {At(key.RevokedAt!.Value)} UTC.");
        return ExitCodes.Done;
    }

    private static object Plain(ApiKey key) => new
    {
        key.Name,
        Scopes = ApiScopeNames.Of(key.Scopes),
        CreatedAt = key.CreatedAt.ToString(),
        RevokedAt = key.RevokedAt?.ToString(),
    };

    private static string At(Instant instant) => TimelineEventFormatter.At(instant, DateTimeZone.Utc);

    private static Instant Now => Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
}
