using System.Net;
using System.Text;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering;
using Campaigns.Rendering.Text;

namespace Campaigns.Preview;

/// <summary>
/// One page that shows messages as customers will see them, beside each other by language: a text on a phone, a push on a locked screen,
/// an e-mail at the width of a desk and of a phone, by day and by night, with its plain part. It needs nothing else and runs no script.
/// </summary>
public static class PreviewPage
{
    /// <summary>The page as HTML.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="messages">The messages; those of one template, channel and customer stand in a row.</param>
    public static string Write(string title, IReadOnlyList<MessagePreview> messages)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append("<title>").Append(Encoded(title)).Append("</title><style>").Append(Style).Append("</style></head><body>")
            .Append("<header><h1>").Append(Encoded(title)).Append("</h1><p>Nothing was sent. Links on this page open nothing.</p></header><main>");
        foreach (var row in messages.GroupBy(m => (Text: m.Template.Name, m.Template.Channel, Customer: m.Customer.Name)))
        {
            page.Append("<section><h2>").Append(Encoded(row.Key.Text)).Append(" <small>").Append(Encoded(row.Key.Channel.Name))
                .Append(", ").Append(Encoded(row.Key.Customer)).Append("</small></h2><div class=\"row\">");
            foreach (var message in row)
                WriteMessage(page, message);
            page.Append("</div></section>\n");
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private static void WriteMessage(StringBuilder page, MessagePreview message)
    {
        page.Append("<article><h3>").Append(Encoded(message.Template.Locale)).Append("</h3>");
        var held = message.Result is RenderResult.Failed { Reason: RenderFailure.Wording, Text: not null } refused ? refused : null;
        if (held is not null)
            page.Append("<p class=\"fault\">Would be held: ").Append(Encoded(held.Message)).Append("</p>");
        else if (message.Result is RenderResult.Failed failed)
        {
            var where = failed.Line > 0 ? $"{failed.File}:{failed.Line}: " : $"{failed.File}: ";
            page.Append("<p class=\"").Append(failed.Reason == RenderFailure.Missing ? "held" : "fault").Append("\">")
                .Append(failed.Reason == RenderFailure.Missing ? "Not sent: " : "Cannot be written: ").Append(Encoded(where + failed.Message))
                .Append("</p></article>");
            return;
        }

        var rendered = message.Written!;
        switch (rendered.Message)
        {
            case RenderedMessage.Text text:
                WriteText(page, text, message.Template.Channel, message.Template.Locale);
                break;
            case RenderedMessage.Push push:
                page.Append("<div class=\"lock\" lang=\"").Append(Encoded(message.Template.Locale)).Append("\"><div class=\"clock\">9:41</div>")
                    .Append("<div class=\"note\"><b>").Append(Encoded(push.Title)).Append("</b><p>").Append(Encoded(push.Body))
                    .Append("</p></div></div>").Append(push.Link is { } link ? $"<p class=\"fact\">opens {Encoded(link)}</p>" : "");
                break;
            case RenderedMessage.Task task:
                page.Append("<div class=\"task\"><b>").Append(Encoded(task.Title)).Append("</b><pre>").Append(Encoded(task.Body)).Append("</pre></div>");
                break;
            case RenderedMessage.Email email:
                WriteEmail(page, email, message.Template.Locale);
                break;
        }

        page.Append("<p class=\"fact\">").Append(Encoded(message.Template.File)).Append(", text ").Append(Encoded(rendered.Version))
            .Append("</p></article>");
    }

    private static void WriteText(StringBuilder page, RenderedMessage.Text text, Channel channel, string locale)
    {
        page.Append("<div class=\"phone\"><div class=\"bubble\" lang=\"").Append(Encoded(locale)).Append("\">").Append(Encoded(text.Body))
            .Append("</div></div>");
        if (channel != Channel.Sms)
            return;
        var count = SmsSegments.Count(text.Body);
        page.Append("<p class=\"fact\">").Append(count.Segments).Append(count.Segments == 1 ? " segment, " : " segments, ").Append(count.Units)
            .Append(count.Encoding == SmsEncoding.Ucs2 ? " of 70 (then 67 each), UCS-2" : " of 160 (then 153 each), GSM-7");
        var costly = SmsSegments.NotGsm(text.Body);
        if (count.Encoding == SmsEncoding.Ucs2 && costly.Count <= 5)
            page.Append("; without ").Append(Encoded(string.Join(' ', costly))).Append(" it would be GSM-7");
        page.Append("</p>");
    }

    /// <summary>
    /// A frame takes the scheme of its element for the reader's preference, so both are seen on one page; its sandbox allows nothing.
    /// </summary>
    private static void WriteEmail(StringBuilder page, RenderedMessage.Email email, string locale)
    {
        page.Append("<p class=\"subject\" lang=\"").Append(Encoded(locale)).Append("\">").Append(Encoded(email.Subject))
            .Append("</p><div class=\"mails\">");
        foreach (var (width, height, scheme) in new[] { (640, 900, "light"), (375, 900, "light"), (375, 900, "dark") })
        {
            page.Append("<figure><iframe sandbox=\"\" loading=\"lazy\" width=\"").Append(width).Append("\" height=\"").Append(height)
                .Append("\" style=\"color-scheme:").Append(scheme).Append("\" title=\"").Append(width).Append(" pixels, ").Append(scheme)
                .Append("\" srcdoc=\"").Append(Encoded(email.Html)).Append("\"></iframe><figcaption>").Append(width).Append(" pixels, ")
                .Append(scheme).Append("</figcaption></figure>");
        }

        page.Append("</div><details><summary>plain part</summary><pre lang=\"").Append(Encoded(locale)).Append("\">")
            .Append(Encoded(email.PlainText)).Append("</pre></details>");
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root { color-scheme: light dark; --line: light-dark(#d7dee6, #33424e); --soft: light-dark(#5a6b7a, #9fb0bd); }
        body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#f5f7f9, #12191f); color: light-dark(#1d2a35, #e4ebf0); }
        header, main { padding: 16px 24px; } h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 0 0 12px; }
        h2 small, header p, .fact, figcaption { color: var(--soft); font-weight: 400; font-size: 13px; margin: 6px 0; overflow-wrap: anywhere; }
        h3 { font-size: 14px; margin: 0 0 8px; }
        section { border-top: 1px solid var(--line); padding: 18px 0; }
        .row { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; } article { max-width: 100%; min-width: 260px; }
        .phone { width: 300px; padding: 18px; border: 1px solid var(--line); border-radius: 26px; background: light-dark(#fff, #1a242c); }
        .bubble { background: light-dark(#e6eaee, #2b3944); border-radius: 16px; padding: 10px 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
        .lock { width: 300px; padding: 26px 14px 30px; border-radius: 26px; color: #fff; background: linear-gradient(160deg, #2b4a6f, #6b4a7f); }
        .clock { text-align: center; font-size: 44px; font-weight: 300; margin-bottom: 18px; }
        .note { background: rgba(255,255,255,.88); color: #16202a; border-radius: 14px; padding: 10px 14px; }
        .note p { margin: 2px 0 0; display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; }
        .task { width: 340px; border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
        pre { white-space: pre-wrap; font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; max-width: 640px; }
        .subject { font-weight: 600; margin: 0 0 8px; } .mails { display: flex; flex-wrap: wrap; gap: 16px; } figure { margin: 0; max-width: 100%; }
        iframe { border: 1px solid var(--line); border-radius: 8px; background: Canvas; max-width: 100%; }
        .fault { color: light-dark(#b3261e, #ff9d94); max-width: 420px; } .held { color: light-dark(#8a5a00, #f0c069); max-width: 420px; }
        """;
}
