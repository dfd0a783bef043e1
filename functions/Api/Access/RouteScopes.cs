using Campaigns.Runtime.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Campaigns.Api.Access;

/// <summary>
/// Which scopes open which route, for every host: any one of a route's scopes is enough. The routes that are missing here
/// are open; they carry a signed token of their own, or tell no secret.
/// </summary>
public static class RouteScopes
{
    private const ApiScopes Staff = ApiScopes.Reader | ApiScopes.Author | ApiScopes.Approver | ApiScopes.Operator;

    private static readonly (string Method, string Path, ApiScopes AnyOf)[] Rows =
    [
        ("POST", "/events", ApiScopes.Sender),
        ("OPTIONS", "/events", ApiScopes.Sender),
        ("GET", "/customers", ApiScopes.Reader),
        ("PUT", "/customers/{id}", ApiScopes.Sender),
        ("GET", "/customers/{id}", ApiScopes.Reader),
        ("GET", "/customers/{id}/timeline", ApiScopes.Reader),
        ("GET", "/customers/{id}/pressure", ApiScopes.Reader),
        ("GET", "/customers/{id}/erasure", ApiScopes.Reader),
        ("PUT", "/policies/{id}", ApiScopes.Sender),
        ("GET", "/policies/{id}", ApiScopes.Reader),
        ("GET", "/status", ApiScopes.Reader | ApiScopes.Operator),
        ("GET", "/hold", ApiScopes.Reader | ApiScopes.Operator),
        ("PUT", "/hold", ApiScopes.Operator),
        ("DELETE", "/hold", ApiScopes.Operator),
        ("GET", "/messages", ApiScopes.Reader | ApiScopes.Operator),
        ("POST", "/messages/{id}/settle", ApiScopes.Operator),
        ("GET", "/openapi.json", ApiScopes.All),
        ("GET", "/journeys", Staff),
        ("POST", "/journeys/validate", ApiScopes.Author | ApiScopes.Approver),
        ("GET", "/journeys/{id}", Staff),
        ("PUT", "/journeys/{id}", ApiScopes.Author),
        ("POST", "/journeys/{id}/publish", ApiScopes.Approver),
        ("POST", "/journeys/{id}/pause", ApiScopes.Operator),
        ("POST", "/journeys/{id}/resume", ApiScopes.Operator),
        ("POST", "/journeys/{id}/retire", ApiScopes.Operator),
        ("POST", "/journeys/{id}/ramp", ApiScopes.Approver | ApiScopes.Operator),
        ("POST", "/journeys/{id}/migrate", ApiScopes.Operator),
        ("POST", "/journeys/{id}/enrollments", ApiScopes.Sender),
        ("GET", "/journeys/{id}/stats", Staff),
        ("GET", "/contact-policy", Staff),
        ("PUT", "/contact-policy", ApiScopes.Approver),
        ("GET", "/catalog", Staff),
        ("PUT", "/catalog", ApiScopes.Approver),
        ("GET", "/releases", Staff),
        ("POST", "/releases", ApiScopes.Author),
        ("POST", "/releases/missing", ApiScopes.Author),
        ("POST", "/releases/plan", ApiScopes.Author | ApiScopes.Approver),
        ("GET", "/releases/files/{hash}", Staff),
        ("PUT", "/releases/files/{hash}", ApiScopes.Author),
        ("GET", "/releases/{id}", Staff),
        ("POST", "/releases/{id}/deploy", ApiScopes.Approver),
    ];

    // A path without a parameter before one that has one: "/journeys/validate" is no journey's id here.
    private static readonly (string Method, string Path, TemplateMatcher Matcher)[] Matchers =
    [
        .. Rows.OrderBy(row => row.Path.Contains('{', StringComparison.Ordinal))
            .Select(row => (row.Method, row.Path, new TemplateMatcher(TemplateParser.Parse(row.Path[1..]), new RouteValueDictionary()))),
    ];

    /// <summary>Every route with its scopes.</summary>
    public static IReadOnlyList<(string Method, string Path, ApiScopes AnyOf)> All => Rows;

    /// <summary>The scopes of a route; None when the table does not know it, and then only a caller with all scopes may pass.</summary>
    /// <param name="method">The method, in capitals; HEAD needs what GET does.</param>
    /// <param name="path">The route's template, without the prefix of all routes.</param>
    public static ApiScopes Of(string method, string path) =>
        Rows.FirstOrDefault(row => row.Method == Content(method) && row.Path.Equals(path, StringComparison.OrdinalIgnoreCase)).AnyOf;

    /// <summary>The template of the route that an address belongs to; null when there is none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The address, without the prefix of all routes.</param>
    public static string? Match(string method, string path) =>
        Matchers.FirstOrDefault(row => row.Method.Equals(Content(method), StringComparison.OrdinalIgnoreCase)
            && row.Matcher.TryMatch(new PathString("/" + path.Trim('/')), new RouteValueDictionary())).Path;

    private static string Content(string method) => HttpMethods.IsHead(method) ? HttpMethods.Get : method;
}
