using System.Net.Mime;
using Campaigns.Api.Http;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Access;

/// <summary>
/// What a host without a key asks of a request instead. Programs of this machine may call it; a page of another site, which
/// runs in a browser of this machine, may not: neither by its own address, nor by a name that was pointed at this machine
/// (DNS rebinding).
/// </summary>
internal static class LoopbackGuard
{
    private const string Advice = "or set a key (CAMPAIGNS_API_KEY) and send it.";

    /// <summary>Null when the request may pass, a 403 or 415 otherwise.</summary>
    public static Problem? Check(HttpRequest request)
    {
        if (request.HttpContext.Connection.LocalIpAddress is { } address && !LoopbackHost.Is(address))
            return Forbidden("not-loopback", $"Without a key this host answers programs of its own machine only; call it at localhost, {Advice}");
        if (!LoopbackHost.Is(request.Host.Host))
            return Forbidden("bad-host", $"Without a key this host is called localhost; call it by that name, {Advice}");
        if (!IsOwnOrigin(request))
            return Forbidden("cross-site", $"Without a key this host takes no requests from pages of other sites; call it from a program, {Advice}");
        if (!IsSafe(request.Method) && !HasHeaderNoPageMaySend(request))
        {
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
                $"Without a key a change needs the header Content-Type: application/json, {Advice}");
        }

        return null;
    }

    // A browser tells both of every request that a page of another site makes it send, but for plain navigation by older ones.
    private static bool IsOwnOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            return false;
        return request.Headers.Origin is not { Count: > 0 } origin
            || origin.ToString().Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    // What a form or a simple request of a page cannot carry: a browser would ask this host first, which allows nothing.
    private static bool HasHeaderNoPageMaySend(HttpRequest request) =>
        JsonBody.IsJson(request.ContentType) || request.ContentType == MediaTypeNames.Application.Octet || request.Headers.ContainsKey("ce-specversion")
        || request.Headers.ContainsKey("X-Requested-With");

    private static Problem Forbidden(string code, string detail) =>
        new(StatusCodes.Status403Forbidden, "Forbidden", detail) { Errors = [new("", code, detail)] };
}
