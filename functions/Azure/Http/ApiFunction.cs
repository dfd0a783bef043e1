using Campaigns.Api.Access;
using Campaigns.Api.Http;
using Campaigns.Azure.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Campaigns.Azure.Http;

/// <summary>
/// What every HTTP function does around its handler: the guard of all hosts, the check of scopes, and a client for the timers the
/// handler sets.
/// </summary>
/// <param name="timers">The timers.</param>
/// <param name="access">Who may call which route.</param>
/// <param name="log">Where what nobody foresaw is told.</param>
public sealed class ApiFunction(DurableTimers timers, ApiAccess access, ILogger<ApiFunction> log)
{
    private const string Prefix = "/api";

    /// <summary>Runs a handler of a route that needs no key.</summary>
    public async Task<IResult> RunOpenAsync(HttpRequest request, Func<Task<IResult>> handler) =>
        (IResult)(await ApiGuard.RunAsync(request.HttpContext, log, async () => await handler()))!;

    /// <summary>Runs a handler of a route that needs no key and may set timers.</summary>
    public async Task<IResult> RunOpenAsync(HttpRequest request, DurableTaskClient client, Func<Task<IResult>> handler)
    {
        timers.Use(client);
        return await RunOpenAsync(request, handler);
    }

    /// <summary>Runs a handler when the caller has a scope of its route.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, Func<Task<IResult>> handler) =>
        (IResult)(await ApiGuard.RunAsync(request.HttpContext, log, () =>
            access.RunAsync(request.HttpContext, RouteOf(request), async () => await handler())))!;

    /// <summary>The same for a handler that may set timers.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, DurableTaskClient client, Func<Task<IResult>> handler)
    {
        timers.Use(client);
        return await RunAsync(request, handler);
    }

    // An address that the table does not know is of a route that nobody gave a scope: then only a caller with all scopes may pass.
    private static string RouteOf(HttpRequest request)
    {
        var path = request.Path.StartsWithSegments(Prefix, out var rest) ? rest.Value ?? "" : request.Path.Value ?? "";
        return RouteScopes.Match(request.Method, path) ?? "/unknown";
    }
}
