namespace Campaigns.Api;

/// <summary>How the interface is served.</summary>
public sealed record CampaignsApiOptions
{
    /// <summary>The key every route but health and unsubscribe asks for; null: none, as where the host checks keys itself.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What the routes begin with.</summary>
    public string Prefix { get; init; } = "/api";
}
