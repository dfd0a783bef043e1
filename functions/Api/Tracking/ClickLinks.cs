using Campaigns.Api.Http;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Api.Tracking;

/// <summary>
/// <c>GET /api/c/{token}?to=…</c> and <c>GET /api/m/{code}</c>: the action link of a message. Notes the click and leads on.
/// Needs no key: the sealed token, or the code that nobody can guess, is the key.
/// </summary>
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
        SetPrivacyHeaders(request);
        var target = request.Query["to"].ToString();
        if (!links.TryRead(token, out var claims) || claims is not { Purpose: LinkPurpose.Click, Target: { } hash }
            || !hash.Matches(target))
            return Invalid();
        return await RedirectAsync(new ShortLink("", claims.Customer, claims.Message, target), "/api/c", request, runner, cancel);
    }

    /// <summary>The same for the link of an SMS, whose code stands in the store.</summary>
    public static async Task<Results<RedirectHttpResult, Problem>> GetShortAsync(
        string code, HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        SetPrivacyHeaders(request);
        return await runner.Customers.Links.FindAsync(code, runner.Now, cancel) is { } link
            ? await RedirectAsync(link, "/api/m", request, runner, cancel)
            : Invalid();
    }

    private static void SetPrivacyHeaders(HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store"; // a second click is one as well
        request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer"; // what is in the address is nobody else's business
    }

    private static Problem Invalid() =>
        Problem.NotFound("bad-token", "This link is not valid; it may be incomplete. Copy it from the message again.");

    private static async Task<RedirectHttpResult> RedirectAsync(
        ShortLink link, string source, HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        if (!HttpMethods.IsHead(request.Method) && !IsPrefetch(request)) // whoever only looks where a link leads has not clicked
        {
            try
            {
                await runner.HandleAsync(Clicked(link, source, runner.Now), cancel);
            }
            catch (StoreUnavailableException)
            {
                // Who clicks wants to get there; the click is lost.
            }
        }

        return TypedResults.Redirect(link.Target);
    }

    /// <summary>A browser that loads what might be clicked next says so.</summary>
    private static bool IsPrefetch(HttpRequest request) =>
        $"{request.Headers["Sec-Purpose"]} {request.Headers["Purpose"]}".Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    private static CustomerEvent Clicked(ShortLink link, string source, Instant now) => new(
        source, $"{link.Message}@{Minute.Format(now)}", EventTypes.MessageClicked, now, link.Customer,
        AttributeBag.Of([new("message_id", link.Message.Value), new("link", link.Target)]));
}
