using Campaigns.Api.Http;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Senders.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api.Unsubscribe;

/// <summary><c>/api/unsubscribe/{token}</c>: the link in every marketing message. Needs no key: the sealed token is the key.</summary>
public static class UnsubscribeLinks
{
    private const int MaxFormBytes = 4096;

    /// <summary><c>GET</c>: a page with three buttons: less often, not by this channel, not at all. Does nothing by itself.</summary>
    public static UnsubscribePage Get(string token, HttpRequest request, LinkSigner links)
    {
        var texts = UnsubscribeLanguage.Of(request);
        return Read(links, token) is { } claims ? UnsubscribePage.Ask(texts, claims.Channel.Name) : UnsubscribePage.Invalid(texts);
    }

    /// <summary>
    /// <c>POST</c>: refuses marketing by the message's channel; with the form field <c>scope=all</c> by every channel, with
    /// <c>scope=less</c> asks for fewer messages.
    /// A mail program's one click (RFC 8058) is answered with 200 and nothing, the page's button with a confirmation.
    /// </summary>
    public static async Task<Results<Ok, UnsubscribePage, Problem>> PostAsync(
        string token, HttpRequest request, LinkSigner links, CampaignRunner runner, CancellationToken cancel)
    {
        var texts = UnsubscribeLanguage.Of(request);
        if (request.ContentLength > MaxFormBytes)
            return new Problem(StatusCodes.Status413PayloadTooLarge, "Payload too large", "The form of an unsubscribe link has few bytes.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxFormBytes; // for a body that does not tell its length
        var form = await FormAsync(request, cancel);
        var page = form.ContainsKey("page");
        if (Read(links, token) is not { } claims)
            return page ? UnsubscribePage.Invalid(texts) : Problem.NotFound("bad-token", "This unsubscribe link is not valid.");
        var choice = form["scope"].ToString() switch
        {
            "all" => UnsubscribeChoice.Everything,
            "less" => UnsubscribeChoice.Less,
            _ => UnsubscribeChoice.Channel, // whoever posts anything else wants out
        };
        await runner.HandleAsync(ToEvent(claims, choice, runner.Now), cancel);
        return page ? UnsubscribePage.Done(texts, choice) : TypedResults.Ok();
    }

    /// <summary>
    /// The form; an empty one where it makes no sense: whoever posts to this address wants out, however clumsy the program.
    /// </summary>
    private static async ValueTask<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancel) : FormCollection.Empty;
        }
        // A form in an encoding that nobody may use (UTF-7), or in none, is refused with the latter two.
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException
            or ArgumentException or NotSupportedException)
        {
            return FormCollection.Empty;
        }
    }

    private static LinkClaims? Read(LinkSigner links, string token) =>
        links.TryRead(token, out var claims) && claims.Purpose == LinkPurpose.Unsubscribe ? claims : null;

    /// <remarks>The id tells the instant: who agreed again and refuses again by the same link has refused.</remarks>
    private static CustomerEvent ToEvent(LinkClaims claims, UnsubscribeChoice choice, Instant now)
    {
        List<KeyValuePair<string, object?>> data = [new("how", "unsubscribe-link"), new("message_id", claims.Message.Value)];
        if (choice == UnsubscribeChoice.Less)
            data.Add(new("less", true));
        else
            data.AddRange(
                [new("channel", choice == UnsubscribeChoice.Everything ? null : claims.Channel.Name), new("purpose", "marketing")]);
        return new CustomerEvent(
            "/api/unsubscribe", $"{claims.Message}@{now}/{choice}", choice == UnsubscribeChoice.Less ? PreferenceChange.EventType
            : EventTypes.CustomerRefused,
            now, claims.Customer, AttributeBag.Of(data));
    }
}
