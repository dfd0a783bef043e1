using Campaigns.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Events.EventGrid;

/// <summary>
/// <c>OPTIONS /api/events</c>: lets a sender of CloudEvents deliver here, as Event Grid asks before it delivers in that
/// schema (CloudEvents webhook specification, section 4). It asks at the subscribed address, so with the key in the
/// query; whoever has the key may deliver.
/// </summary>
public static class WebhookHandshake
{
    private const int MaxOriginLength = 253; // of a host name

    /// <summary>Allows the origin that asks.</summary>
    public static Results<Ok, Problem> Options(HttpContext context)
    {
        var origin = context.Request.Headers["WebHook-Request-Origin"].ToString();
        if (origin.Length is 0 or > MaxOriginLength
            || !origin.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '/' or '*'))
        {
            const string expected = "Set the header WebHook-Request-Origin to the sender, for example eventgrid.azure.net.";
            return Problem.BadRequest(expected, new ProblemError("", "bad-origin", expected) { Parameter = "WebHook-Request-Origin" });
        }

        var headers = context.Response.Headers;
        headers["WebHook-Allowed-Origin"] = origin;
        headers["WebHook-Allowed-Rate"] = "*"; // intake holds nobody back: what it cannot store at once is answered with 503
        headers.Allow = "POST, OPTIONS";
        return TypedResults.Ok();
    }
}
