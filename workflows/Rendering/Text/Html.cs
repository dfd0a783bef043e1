using System.Buffers;
using System.Text;

namespace Campaigns.Rendering.Text;

/// <summary>Escapes text for HTML.</summary>
internal static class Html
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'`");

    /// <summary>Escapes what could end a text or a quoted attribute (OWASP XSS rules 1 and 2); other letters stay readable.</summary>
    internal static string Escape(string text)
    {
        var at = text.AsSpan().IndexOfAny(Special);
        if (at < 0) return text;
        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, at);
        foreach (var c in text.AsSpan(at))
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '`' => escaped.Append("&#96;"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    /// <summary>A padded link in a coloured cell, which Outlook paints too, unlike a padded link alone.</summary>
    internal static string Button(string text, string url) =>
        "<table role=\"presentation\" class=\"action\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:26px 0;border-collapse:separate\"><tr>"
        + "<td style=\"border-radius:8px;background:#0b7a86\"><a class=\"button\" href=\"" + Escape(url)
        + "\" style=\"display:inline-block;padding:14px 28px;border-radius:8px;color:#ffffff;font-weight:600;text-decoration:none\">"
        + Escape(text) + "</a></td></tr></table>";
}
