using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Unsubscribe;

/// <summary>
/// The small page behind an unsubscribe link, with the choices there are: no script, no picture, nothing loaded from elsewhere, no name.
/// </summary>
public sealed class UnsubscribePage : IResult, IStatusCodeHttpResult
{
    private readonly int _status;
    private readonly UnsubscribeTexts _texts;
    private readonly string _body;

    private UnsubscribePage(int status, UnsubscribeTexts texts, string body) => (_status, _texts, _body) = (status, texts, body);

    int? IStatusCodeHttpResult.StatusCode => _status;

    /// <summary>Asks; only its buttons do anything, as mail scanners follow every link.</summary>
    internal static UnsubscribePage Ask(UnsubscribeTexts texts, string channel)
    {
        var name = texts.Name(channel);
        return new(StatusCodes.Status200OK, texts, $"""
            <p>{Encode(texts.Question, name)}</p>
            <form method="post"><input type="hidden" name="page" value="{texts.Language}">
            <button name="scope" value="less">{Encode(texts.Less)}</button>
            <button name="scope" value="channel" class="other">{Encode(texts.Button, name)}</button>
            <button name="scope" value="all" class="other">{Encode(texts.Everything)}</button></form>
            <p class="small">{Encode(texts.Remaining)}</p>
            """);
    }

    /// <summary>Confirms.</summary>
    internal static UnsubscribePage Done(UnsubscribeTexts texts, UnsubscribeChoice choice) =>
        new(StatusCodes.Status200OK, texts,
            $"<p>{Encode(choice == UnsubscribeChoice.Less ? texts.DoneLess : texts.Done)}</p><p " +
            $"class=\"small\">{Encode(texts.Remaining)}</p>");

    /// <summary>The link is not one of ours.</summary>
    internal static UnsubscribePage Invalid(UnsubscribeTexts texts) =>
        new(StatusCodes.Status404NotFound, texts, $"<p>{Encode(texts.Invalid)}</p>");

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer"; // the token in the address is nobody else's business
        response.Headers["X-Robots-Tag"] = "noindex";
        return response.WriteAsync($$"""
            <!doctype html>
            <html lang="{{_texts.Language}}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{{Encode(_texts.Title)}}</title>
            <style>
            body{font:1.1rem/1.6 system-ui,sans-serif;max-width:30rem;margin:12vh auto;padding:0 1.5rem;color:#1c2430;background:#fff}
            button{display:block;width:100%;margin:.8rem 0;padding:.9rem;font:inherit;border:2px solid #0b5cad;border-radius:.5rem;background:#0b5cad;color:#fff;cursor:pointer}
            button.other{background:#fff;color:#0b5cad} .small{font-size:.9rem;color:#56606e}
            @media(prefers-color-scheme:dark){body{color:#e8ecf1;background:#12161c} .small{color:#a9b4c2} button.other{background:#12161c;color:#7db7f0;border-color:#7db7f0} }
            </style></head>
            <body><main><h1>{{Encode(_texts.Title)}}</h1>
            {{_body}}
            </main></body></html>
            """, httpContext.RequestAborted);
    }

    private static string Encode(string text, params object?[] arguments) =>
        WebUtility.HtmlEncode(string.Format(CultureInfo.InvariantCulture, text, arguments));
}
