using System.Net;
using System.Text;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using NodaTime.Text;

namespace Campaigns.Senders.Outbox;

/// <summary>
/// An e-mail as a page for a browser, which needs nothing else: no script runs, nothing is loaded from elsewhere, so no image tells
/// anybody that it was opened; links open in a page of their own.
/// </summary>
internal static class MailPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'none'; base-uri 'self'";

    private const string Style = """
        :root { color-scheme: light dark; } body { margin: 0; font: 14px/1.5 system-ui, sans-serif; height: 100vh; display: flex; flex-direction: column; }
        header { padding: 12px 20px; border-bottom: 1px solid #8886; } h1 { font-size: 17px; margin: 0 0 4px; overflow-wrap: anywhere; }
        p { margin: 0; opacity: .75; overflow-wrap: anywhere; } iframe { flex: 1; border: 0; width: 100%; min-height: 420px; background: Canvas; }
        details { border-top: 1px solid #8886; padding: 10px 20px; max-height: 45vh; overflow: auto; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        """;

    /// <summary>Writes the page, in UTF-8.</summary>
    public static byte[] Write(OutgoingMessage message, RenderedMessage.Email email)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"").Append(Encoded(message.Locale)).Append("\"><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\">")
            .Append("<meta name=\"referrer\" content=\"no-referrer\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>").Append(Encoded(email.Subject)).Append("</title><style>").Append(Style).Append("</style></head>\n<body><header><h1>")
            .Append(Encoded(email.Subject)).Append("</h1><p>").Append(Encoded($"{message.To} · {InstantPattern.ExtendedIso.Format(message.At)} · {message.Id}"))
            .Append("</p></header>\n<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\" title=\"").Append(Encoded(email.Subject))
            .Append("\" srcdoc=\"").Append(Encoded(WithLinksOutside(email.Html))).Append("\"></iframe>\n<details><summary>text</summary><pre>")
            .Append(Encoded(email.PlainText)).Append("</pre></details></body></html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static string WithLinksOutside(string html)
    {
        const string target = "<base target=\"_blank\">";
        var head = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        return head < 0 ? target + html : html.Insert(head + "<head>".Length, target);
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
