using Campaigns.Hosting;
using Campaigns.Publishing;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Hosting;

/// <summary>How the local host is run.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The folder of the embedded store, of the links' key and of what else this host keeps.</summary>
    public string Data { get; init; } = "data/local";

    /// <summary>An Azure storage account, by name or connection string; null: the embedded store in <see cref="Data"/>.</summary>
    public string? Storage { get; init; }

    /// <summary>Where messages lie when no other provider is set up.</summary>
    public string Outbox { get; init; } = "data/local/outbox";

    /// <summary>The port of the API; 0: any free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>
    /// Where to listen instead, separated by semicolons; beyond this machine only with a key. Null: <see cref="Port"/> alone.
    /// </summary>
    public string? Urls { get; init; }

    /// <summary>The key routes ask for; null: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The journeys an empty store begins with.</summary>
    public string Journeys { get; init; } = CampaignFolder.Shipped;

    /// <summary>Whether these journeys are published in an empty store; they stay drafts otherwise.</summary>
    public bool PublishJourneys { get; init; } = true;

    /// <summary>The message templates.</summary>
    public string Templates { get; init; } = Path.Combine(AppContext.BaseDirectory, "templates");

    /// <summary>Who delivers; null: everything goes to the outbox.</summary>
    public ProviderOptions? Senders { get; init; }

    /// <summary>Who writes, and where links lead.</summary>
    public MessageContextOptions MessageContext { get; init; } = new();

    /// <summary>Where timeline events are published to; null: nowhere.</summary>
    public PublicationOptions? Publish { get; init; }

    /// <summary>What an acknowledged write survives in the embedded store.</summary>
    public Durability Durability { get; init; } = Durability.Power;
}
