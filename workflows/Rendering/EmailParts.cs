using Campaigns.Model.Messages;
using Campaigns.Rendering.Sandbox;
using Campaigns.Rendering.Set;
using Campaigns.Rendering.Text;

namespace Campaigns.Rendering;

/// <summary>Puts an e-mail together: the layout around the body, and the plain text beside it.</summary>
internal static class EmailParts
{
    internal static RenderedMessage.Email Frame(SandboxContext context, CompiledTemplate template, string subject, string body, bool plainText)
    {
        var limit = MessageKind.Of(template.Info.Channel).MaxBody;
        context.Scope["subject"] = subject;
        context.Scope["preheader"] = template.Parts.Preheader is { } part
            ? CleanText.Line(context.Render(part, html: false, MessageKind.MaxHeading))
            : null;
        var own = template.Parts.Text is { } text ? context.Render(text, html: false, limit) : null;
        context.Scope["content"] = new RawHtml(body);
        var html = context.Render(template.Layout!, html: true, limit);
        if (own is null) return new RenderedMessage.Email(subject, html, Plain(html));
        // The author's text goes through the same layout, so that the footer and the way out are never forgotten.
        context.Scope["content"] = new RawHtml("<pre>" + Html.Escape(own.Trim()) + "</pre>");
        return new RenderedMessage.Email(subject, html, Plain(context.Render(template.Layout!, html: true, limit)));

        string Plain(string shown) => plainText ? PlainText.FromHtml(shown) : "";
    }
}
