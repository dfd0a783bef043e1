using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Workspaces;

/// <summary>What a workspace says of itself (<c>campaigns.json</c>). Immutable.</summary>
public sealed record WorkspaceSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "campaigns.json";

    /// <summary>A workspace that says nothing.</summary>
    public static WorkspaceSettings None { get; } = new();

    /// <summary>The languages (BCP 47) in which every text must be; empty: those that any text has.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>Who writes.</summary>
    public Brand Brand { get; init; } = new();

    /// <summary>What messages cost; null: not known.</summary>
    public MessagePrices? Prices { get; init; }

    /// <summary>The addresses to which test messages may go, of any channel.</summary>
    public ImmutableArray<string> Testers { get; init; } = [];

    /// <summary>Where a workspace is deployed to, by name.</summary>
    public ImmutableSortedDictionary<string, WorkspaceEnvironment> Environments { get; init; } =
        ImmutableSortedDictionary<string, WorkspaceEnvironment>.Empty;
}

/// <summary>Who writes, as customers know them: what previews and checks show, until a host's own settings say otherwise.</summary>
public sealed record Brand
{
    /// <summary>The insurer's name; null: an example.</summary>
    public string? Name { get; init; }

    /// <summary>The name in texts of a locale.</summary>
    public ImmutableSortedDictionary<string, string> Names { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The number that customers may call.</summary>
    public string? Phone { get; init; }

    /// <summary>The insurer's site.</summary>
    public Uri? Site { get; init; }

    /// <summary>What links in an SMS begin with.</summary>
    public Uri? ShortLinks { get; init; }
}

/// <summary>What a message costs.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ByChannel">The price of one message; of an SMS that of one segment.</param>
public sealed record MessagePrices(string Currency, ImmutableSortedDictionary<string, decimal> ByChannel)
{
    /// <summary>The price of one message, or of a segment of an SMS; null: not known.</summary>
    public decimal? Of(Channel channel) => ByChannel.TryGetValue(channel.Name, out var price) ? price : null;
}

/// <summary>An installation: its address, or its store. Keys are never written here.</summary>
/// <param name="Name">As it is called.</param>
public sealed record WorkspaceEnvironment(string Name)
{
    /// <summary>The address of its API, such as <c>https://campaigns.insurer.example/api</c>; null: a store is opened.</summary>
    public Uri? Url { get; init; }

    /// <summary>The folder of its store, from the workspace's own.</summary>
    public string? Data { get; init; }

    /// <summary>The name of its storage account.</summary>
    public string? Storage { get; init; }

    /// <summary>The name of the environment variable that holds its API key.</summary>
    public string? KeyFrom { get; init; }

    /// <summary>The name of the environment variable that holds a bearer token of Microsoft Entra ID.</summary>
    public string? TokenFrom { get; init; }
}
