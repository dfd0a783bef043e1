using System.Text.RegularExpressions;
using Campaigns.Api.Http;
using Campaigns.Runtime.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Api.Access;

/// <summary>The door of every route that is not open: who calls, and whether they may. The same for all hosts.</summary>
/// <param name="options">How the host knows callers.</param>
/// <param name="keys">The keys with scopes.</param>
/// <param name="log">The audit: who changed what an installation does, and who was refused; no personal data.</param>
public sealed partial class ApiAccess(AccessOptions options, ApiKeyRing keys, ILogger<ApiAccess> log)
{
    /// <summary>The header of a key, as Azure Functions takes it; also the query parameter <c>code</c>.</summary>
    public const string KeyHeader = "x-functions-key";

    /// <summary>The header of a key with scopes where the platform checks keys of its own.</summary>
    public const string ScopedKeyHeader = "x-campaigns-key";

    private const string KeyQuery = "code";

    /// <summary>Runs a handler when the caller may use its route.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">The route's template without the prefix of all routes; null: an address of none, which any caller may
    /// ask.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>What the handler answers; else a 401, 403 or 415.</returns>
    public ValueTask<object?> RunAsync(HttpContext context, string? route, Func<ValueTask<object?>> handler) =>
        RunAsync(context, route, route is null ? ApiScopes.None : RouteScopes.Of(context.Request.Method, route), handler);

    /// <summary>The same for a route of the host's own, which the table does not have.</summary>
    public async ValueTask<object?> RunAsync(HttpContext context, string? route, ApiScopes needed, Func<ValueTask<object?>> handler)
    {
        var request = context.Request;
        var (caller, problem) = await CallerAsync(request, context.RequestAborted);
        if (caller is null)
            return problem;
        if (route is null)
            return await handler();
        if (!caller.May(needed))
        {
            LogDone(log, caller.Name, request.Method, Target(route, request.Path), StatusCodes.Status403Forbidden);
            return Lacking(caller, needed);
        }

        context.Features.Set(caller); // for what is written down with who did it
        var answer = await handler();
        // What policy systems send all day long is told by the customers' timelines.
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && needed != ApiScopes.Sender && !IsUpload(route))
            LogDone(log, caller.Name, request.Method, Target(route, request.Path), StatusOf(answer));
        return answer;
    }

    // Files change nothing before a release is made of them, and there may be thousands.
    private static bool IsUpload(string route) => route is "/releases/missing" or "/releases/files/{hash}";

    /// <summary>The status of an answer that has not been sent yet, however deep it lies.</summary>
    private static int StatusOf(object? answer)
    {
        while (answer is INestedHttpResult nested)
            answer = nested.Result;
        return (answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
    }

    /// <summary>The route with the journey, message or release it is about; whose customer or policy it is stays out of the log.</summary>
    private static string Target(string route, PathString path)
    {
        var template = route.Split('/');
        if (template is not ["", "journeys" or "messages" or "releases", ..] || path.Value?.Split('/') is not { } segments || segments.Length < template.Length)
            return route;
        var values = segments[^template.Length..];
        return string.Join('/', template.Select((part, i) => part.StartsWith('{') && Name().IsMatch(values[i]) ? values[i] : part));
    }

    [GeneratedRegex("^[A-Za-z0-9._~-]{1,128}\\z")]
    private static partial Regex Name();

    private async ValueTask<(ApiCaller? Caller, Problem? Problem)> CallerAsync(HttpRequest request, CancellationToken cancel)
    {
        if (GivenKey(request) is { Length: > 0 } given)
        {
            if (options.Key is { Length: > 0 } one && new ApiKey("", ApiScopes.All, ApiKey.HashOf(one), default)
                .Matches(ApiKey.HashOf(given)))
                return (new ApiCaller("the host's key", ApiScopes.All), null);
            return await keys.FindAsync(given, cancel) is { } key ? (new ApiCaller(key.Name, key.Scopes), null) : (null, Unauthorized);
        }

        if (options.PlatformAuthenticates && ClientPrincipal.Read(request) is { } principal)
            return (principal, null);
        if (options.PlatformChecksKeys)
            return options.PlatformKeyHasAllScopes ? (new ApiCaller("a function key", ApiScopes.All), null) : (null, Unauthorized);
        if (options.Key is { Length: > 0 } || await keys.AnyAsync(cancel))
            return (null, Unauthorized);
        return LoopbackGuard.Check(request) is { } problem ? (null, problem) : (new ApiCaller("this machine", ApiScopes.All), null);
    }

    private string? GivenKey(HttpRequest request) =>
        request.Headers.TryGetValue(ScopedKeyHeader, out var scoped) ? scoped.ToString()
        : options.PlatformChecksKeys ? null
        : request.Headers.TryGetValue(KeyHeader, out var header) ? header.ToString()
        : request.Query[KeyQuery].ToString();

    private Problem Unauthorized => new(StatusCodes.Status401Unauthorized, "Unauthorized",
        options.PlatformChecksKeys ? $"Send a key with scopes in the header {ScopedKeyHeader}."
        : $"Send the host's API key, or a key with scopes, in the header {KeyHeader}.");

    private static Problem Lacking(ApiCaller caller, ApiScopes needed)
    {
        var wanted = string.Join(" or ", ApiScopeNames.Of(needed == ApiScopes.None ? ApiScopes.All : needed));
        var has = ApiScopeNames.Of(caller.Scopes) is { Count: > 0 } scopes ? $"has {string.Join(", ", scopes)}" : "has no scope";
        var detail = $"This route needs the scope {wanted}; the key {has}.";
        return new Problem(StatusCodes.Status403Forbidden, "Forbidden", detail) { Errors = [new("", "missing-scope", detail)] };
    }

    [LoggerMessage(LogLevel.Information, "Audit: {Caller} {Method} {Route} {Status}")]
    private static partial void LogDone(ILogger log, string caller, string method, string route, int status);
}
