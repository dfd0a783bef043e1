using Campaigns.Api.Http;
using Campaigns.Senders.Links;
using Campaigns.Workflows;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Unsubscribe;

/// <summary><c>/api/unsubscribe/{token}</c>: the link in every marketing message. Needs no key: the sealed token is the key.</summary>
public static class UnsubscribeLinks
{
    private const int LargestForm = 4096;

    /// <summary><c>GET</c>: a page with a button. Never unsubscribes by itself.</summary>
    public static UnsubscribePage Get(string token, HttpRequest request, LinkSigner links)
    {
        var texts = UnsubscribeLanguage.Of(request);
        return Read(links, token) is { } claims ? UnsubscribePage.Ask(texts, claims.Channel.Name) : UnsubscribePage.Invalid(texts);
    }

    /// <summary>
    /// <c>POST</c>: refuses marketing by the message's channel, or by every channel with the form field <c>scope=all</c>.
    /// A mail program's one click (RFC 8058) is answered with 200 and nothing, the page's button with a confirmation.
    /// </summary>
    public static async Task<Results<Ok, UnsubscribePage, Problem>> PostAsync(
        string token, HttpRequest request, LinkSigner links, CampaignRunner runner, CancellationToken cancel)
    {
        var texts = UnsubscribeLanguage.Of(request);
        if (request.ContentLength > LargestForm)
            return new Problem(StatusCodes.Status413PayloadTooLarge, "The body is too large", "The form of an unsubscribe link is small.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestForm; // for a body that does not tell its length
        var form = await FormAsync(request, cancel);
        var page = form.ContainsKey("page");
        if (Read(links, token) is not { } claims)
            return page ? UnsubscribePage.Invalid(texts) : Problem.NotFound("bad-token", "This unsubscribe link is not valid.");
        await runner.TakeAsync(Refusal(claims, everything: form["scope"] == "all", runner), cancel);
        return page ? UnsubscribePage.Done(texts) : TypedResults.Ok();
    }

    /// <summary>The form; an empty one where it makes no sense: whoever posts to this address wants out, however clumsy the program.</summary>
    private static async ValueTask<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancel) : FormCollection.Empty;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return FormCollection.Empty;
        }
    }

    private static LinkClaims? Read(LinkSigner links, string token) =>
        links.TryRead(token, out var claims) && claims.Purpose == LinkPurpose.Unsubscribe ? claims : null;

    /// <remarks>The id tells the instant: who agreed again and refuses again by the same link has refused.</remarks>
    private static CustomerEvent Refusal(LinkClaims claims, bool everything, CampaignRunner runner)
    {
        var now = runner.Now;
        return new CustomerEvent("/api/unsubscribe", $"{claims.Message}@{now}/{everything}", "customer.refused", now, claims.Customer, AttributeBag.Of(
        [
            new("channel", everything ? null : claims.Channel.Name),
            new("purpose", "marketing"),
            new("how", "unsubscribe-link"),
            new("message_id", claims.Message.Value),
        ]));
    }
}
