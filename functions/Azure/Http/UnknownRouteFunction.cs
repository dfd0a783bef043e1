using Campaigns.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Campaigns.Azure.Http;

/// <summary>What no route takes: answered as everywhere else, where the host would answer without a word.</summary>
public sealed class UnknownRouteFunction(ApiFunction api, RouteTable routes)
{
    /// <summary>
    /// The function's name. The host looks for a route in the alphabetical order of names and takes the first that fits,
    /// and this one fits every address: it must come last.
    /// </summary>
    public const string Name = "WrongRoute";

    /// <summary>
    /// 405 where other methods are taken, else 404. No key is asked for: nothing is given away that the interface's description
    /// does not say.
    /// </summary>
    [Function(Name)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", "trace", Route = "{*path}")]
        HttpRequest request, string? path) =>
        api.RunOpenAsync(request, async () =>
            await routes.MethodsAsync(path ?? "") is { Count: > 0 } methods ? Problem.MethodNotAllowed(methods) : Problem.UnknownRoute);
}
