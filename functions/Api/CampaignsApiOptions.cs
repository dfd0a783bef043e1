using Campaigns.Api.Access;

namespace Campaigns.Api;

/// <summary>How the interface is served.</summary>
public sealed record CampaignsApiOptions
{
    /// <summary>The key every route but health and the links in messages asks for; null: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Keys with scopes besides; null: none.</summary>
    public ApiKeyRing? Keys { get; init; }

    /// <summary>What the routes begin with.</summary>
    public string Prefix { get; init; } = "/api";
}
