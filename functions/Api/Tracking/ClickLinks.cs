using Campaigns.Api.Http;
using Campaigns.Senders.Links;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Api.Tracking;

/// <summary><c>GET /api/c/{token}?to=…</c>: an action link of a message. Notes the click and leads on. Needs no key: the sealed token is the key.</summary>
public static class ClickLinks
{
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm'Z'");

    /// <summary>
    /// Reports <c>message.clicked</c>, once for each message and minute, and answers 302 to the target. The token holds
    /// the target's hash, so nobody can make this host lead elsewhere. A store that is away keeps nobody from the target.
    /// </summary>
    public static async Task<Results<RedirectHttpResult, Problem>> GetAsync(
        string token, HttpRequest request, LinkSigner links, CampaignRunner runner, CancellationToken cancel)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store"; // a second click is one as well
        request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer"; // the token in the address is nobody else's business
        var target = request.Query["to"].ToString();
        if (!links.TryRead(token, out var claims) || claims is not { Purpose: LinkPurpose.Click, Target: { } hash } || !hash.Matches(target))
            return Problem.NotFound("bad-token", "This link is not valid: perhaps a part of it was lost. Take it from the message again.");
        if (!IsPrefetch(request))
        {
            try
            {
                await runner.TakeAsync(Clicked(claims, target, runner.Now), cancel);
            }
            catch (StoreUnavailableException)
            {
                // Who clicks wants to get there; the click is lost.
            }
        }

        return TypedResults.Redirect(target);
    }

    /// <summary>A browser that loads what might be clicked next says so.</summary>
    private static bool IsPrefetch(HttpRequest request) =>
        $"{request.Headers["Sec-Purpose"]} {request.Headers["Purpose"]}".Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    private static CustomerEvent Clicked(LinkClaims claims, string target, Instant now) => new(
        "/api/c", $"{claims.Message}@{Minute.Format(now)}", "message.clicked", now, claims.Customer,
        AttributeBag.Of([new("message_id", claims.Message.Value), new("link", target)]));
}
