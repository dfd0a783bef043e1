using Campaigns.Runtime.Keys;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Access;

/// <summary>Who calls.</summary>
/// <param name="Name">What the audit calls them: a key's name, or the object id of a principal of Entra.</param>
/// <param name="Scopes">What they may do.</param>
public sealed record ApiCaller(string Name, ApiScopes Scopes)
{
    /// <summary>What the audit calls whoever makes a request.</summary>
    public static string NameOf(HttpRequest request) => request.HttpContext.Features.Get<ApiCaller>()?.Name ?? "an unnamed caller";

    /// <summary>Whether this caller may use a route of these scopes; a route without any takes only callers with all.</summary>
    public bool May(ApiScopes anyOf) => anyOf == ApiScopes.None ? Scopes == ApiScopes.All : (Scopes & anyOf) != 0;
}
