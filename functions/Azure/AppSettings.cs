using System.Globalization;
using Azure.Identity;
using Campaigns.Api.Access;
using Campaigns.Publishing;
using Campaigns.Runtime.Keys;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Azure;
using Microsoft.Extensions.Configuration;

namespace Campaigns.Azure;

/// <summary>The app's settings, section <c>Campaigns</c>; docs/azure.md has the table.</summary>
public sealed record AppSettings
{
    /// <summary>Where everything is kept.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>The key links are signed with, 32 characters or more; the setting of every instance.</summary>
    public string LinkSecret { get; init; } = "";

    /// <summary>The number of <see cref="LinkSecret"/>, 1 to 255; another one after each change of secret.</summary>
    public byte LinkKeyId { get; init; } = 1;

    /// <summary>Secrets of before, by their numbers: links that they signed go on working.</summary>
    public Dictionary<string, string> EarlierLinkSecrets { get; init; } = [];

    /// <summary>The keys of <see cref="EarlierLinkSecrets"/>.</summary>
    public IReadOnlyList<LinkKey> EarlierLinkKeys =>
        [.. EarlierLinkSecrets.Select(pair => new LinkKey(byte.Parse(pair.Key, CultureInfo.InvariantCulture), pair.Value))];

    /// <summary>Where customers reach the app: links in messages lead there.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Who delivers, by channel.</summary>
    public ProviderOptions Senders { get; init; } = new();

    /// <summary>Who writes.</summary>
    [ConfigurationKeyName("Correspondence")]
    public MessageContextOptions MessageContext { get; init; } = new();

    /// <summary>Who is told what happened; null: nobody.</summary>
    public PublicationOptions? Publish { get; init; }

    /// <summary>Who may call which route.</summary>
    public AccessSettings Access { get; init; } = new();

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or wrong: every finding, a line each.</exception>
    public static AppSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Campaigns").Get<AppSettings>() ?? new AppSettings();
        settings = settings
            with
        { Storage = settings.Storage with { Connection = settings.Storage.Connection ?? configuration["AzureWebJobsStorage"] } };
        List<string> wrong = [.. settings.Publish?.Check() ?? [], .. settings.MessageContext.Check(), .. settings.Access.Check()];
        if (settings.LinkSecret.Length == 0)
            wrong.Add("Campaigns:LinkSecret: is missing; expected a secret of at least 32 characters");
        foreach (var (id, secret) in settings.EarlierLinkSecrets)
        {
            if (!byte.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == settings.LinkKeyId)
                wrong.Add($"Campaigns:EarlierLinkSecrets:{id}: expected the number of an earlier secret, from 0 to 255 and not that of LinkKeyId");
            if (secret.Length < LinkKey.ShortestSecret)
                wrong.Add($"Campaigns:EarlierLinkSecrets:{id}: expected a secret of at least {LinkKey.ShortestSecret} characters");
        }

        if (settings.Storage is { Account: null, Connection: null })
            wrong.Add(
                "Campaigns:Storage:Account: is missing; expected the name of a storage account, or a connection string in Campaigns:Storage:Connection");
        return wrong.Count == 0 ? settings : throw new InvalidOperationException(string.Join(Environment.NewLine, wrong));
    }
}

/// <summary>Where everything is kept.</summary>
public sealed record StorageSettings
{
    /// <summary>The account, reached as the app's identity.</summary>
    public string? Account { get; init; }

    /// <summary>A connection string instead, as for Azurite.</summary>
    public string? Connection { get; init; }

    /// <summary>The blob container of the message templates.</summary>
    public string Templates { get; init; } = "templates";

    /// <summary>Opens the store; nothing is sent yet.</summary>
    public AzureStore Open(TimeProvider time) => Account is { } account
        ? AzureStore.Open(AzureServices.Of(account), new DefaultAzureCredential(), time)
        : AzureStore.Open(Connection!, time);
}

/// <summary>Who may call which route, beside the function keys that the Functions host checks.</summary>
public sealed record AccessSettings
{
    /// <summary>Whether a function key alone has all scopes. If not, each request needs a key with scopes or a principal besides.</summary>
    public bool FunctionKeysHaveAllScopes { get; init; } = true;

    /// <summary>
    /// Whether App Service authentication is on and demands nothing less than a valid token: then the header
    /// <c>X-MS-CLIENT-PRINCIPAL</c> is believed. Without it anybody may send that header.
    /// </summary>
    public bool PlatformAuthenticates { get; init; }

    /// <summary>Keys with scopes, by name, beside those of the store.</summary>
    public Dictionary<string, ApiKeySettings> Keys { get; init; } = [];

    /// <summary>How callers are known.</summary>
    public AccessOptions Options => new()
    {
        PlatformChecksKeys = true,
        PlatformKeyHasAllScopes = FunctionKeysHaveAllScopes,
        PlatformAuthenticates = PlatformAuthenticates,
    };

    /// <summary>The keys of the settings.</summary>
    public IEnumerable<ApiKey> ApiKeys => Keys.Select(pair => new ApiKey(pair.Key, ApiScopeNames.Parse(pair.Value.Names), pair.Value.Sha256,
        default));

    internal IEnumerable<string> Check()
    {
        foreach (var (name, key) in Keys)
        {
            if (!ApiKey.IsName(name))
                yield return $"Campaigns:Access:Keys: has the name '{name}'; expected lower-case letters, digits and dashes, a letter first";
            if (!ApiKey.IsHash(key.Sha256))
                yield return $"Campaigns:Access:Keys:{name}:Sha256: is no hash; expected 64 lower-case hexadecimal digits, as 'campaigns keys add' prints them";
            foreach (var scope in key.Names.Where(scope => !ApiScopeNames.TryParse(scope, out _)))
                yield return $"Campaigns:Access:Keys:{name}:Scopes: has '{scope}'; expected some of {string.Join(", ", ApiScopeNames.All)}";
        }
    }
}

/// <summary>A key with scopes in the settings: its hash, not the key.</summary>
public sealed record ApiKeySettings
{
    /// <summary>The SHA-256 of the key in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Its scopes, separated by commas.</summary>
    public string Scopes { get; init; } = "";

    internal string[] Names => Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
