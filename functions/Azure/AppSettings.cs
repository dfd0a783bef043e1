using Azure.Identity;
using Campaigns.Publishing;
using Campaigns.Senders.Delivery;
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

    /// <summary>Where customers reach the app: links in messages lead there.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Who delivers, by channel.</summary>
    public ProviderOptions Senders { get; init; } = new();

    /// <summary>Who writes.</summary>
    [ConfigurationKeyName("Correspondence")]
    public MessageContextOptions MessageContext { get; init; } = new();

    /// <summary>Who is told what happened; null: nobody.</summary>
    public PublicationOptions? Publish { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or wrong: every finding, a line each.</exception>
    public static AppSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Campaigns").Get<AppSettings>() ?? new AppSettings();
        settings = settings
            with
        { Storage = settings.Storage with { Connection = settings.Storage.Connection ?? configuration["AzureWebJobsStorage"] } };
        List<string> wrong = [.. settings.Publish?.Check() ?? [], .. settings.MessageContext.Check()];
        if (settings.LinkSecret.Length == 0)
            wrong.Add("Campaigns:LinkSecret: is missing; expected a secret of at least 32 characters");
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
