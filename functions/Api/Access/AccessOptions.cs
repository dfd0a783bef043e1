namespace Campaigns.Api.Access;

/// <summary>Who may call, and how a host knows them.</summary>
public sealed record AccessOptions
{
    /// <summary>The host's one key, which has all scopes; null: none.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Whether the platform asks for a key of its own before the app is called, as the Functions host does. Then the header
    /// <c>x-functions-key</c> is the platform's business, and a key with scopes comes in <c>x-campaigns-key</c>.
    /// </summary>
    public bool PlatformChecksKeys { get; init; }

    /// <summary>
    /// Whether the platform's key alone has all scopes. If not, each request needs a key with scopes or a principal besides.
    /// </summary>
    public bool PlatformKeyHasAllScopes { get; init; } = true;

    /// <summary>
    /// Whether the platform authenticates callers and tells who they are in the header <c>X-MS-CLIENT-PRINCIPAL</c>. Where it does
    /// not, anybody may send that header, so it counts for nothing.
    /// </summary>
    public bool PlatformAuthenticates { get; init; }
}
