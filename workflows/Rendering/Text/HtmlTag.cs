namespace Campaigns.Rendering.Text;

/// <summary>One tag, comment or declaration of an HTML text.</summary>
/// <param name="Name">Lower case; <c>!</c> for comments and declarations.</param>
/// <param name="Closes">Whether it is an end tag.</param>
/// <param name="Attributes">What stands between the name and the end.</param>
/// <param name="End">The offset behind it.</param>
internal readonly record struct HtmlTag(string Name, bool Closes, string Attributes, int End)
{
    /// <summary>Whether what is inside is not text.</summary>
    internal bool Skips => !Closes && Name is "head" or "style" or "script" or "title";

    internal bool Hidden => !Closes && (Attribute("hidden") is not null || Attribute("aria-hidden") == "true");

    internal static HtmlTag? Read(string html, int at)
    {
        if (at + 1 >= html.Length) return null;
        if (html[at + 1] == '!')
        {
            var comment = string.CompareOrdinal(html, at, "<!--", 0, 4) == 0;
            var close = html.IndexOf(comment ? "-->" : ">", at, StringComparison.Ordinal);
            return new HtmlTag("!", false, string.Empty, close < 0 ? html.Length : close + (comment ? 3 : 1));
        }
        var closes = html[at + 1] == '/';
        var start = at + (closes ? 2 : 1);
        if (start >= html.Length || !char.IsAsciiLetter(html[start])) return null;
        var name = start;
        while (name < html.Length && char.IsAsciiLetterOrDigit(html[name])) name++;
        var end = name;
        for (var quote = '\0'; end < html.Length && (quote != '\0' || html[end] != '>'); end++)
        {
            if (quote != '\0') quote = html[end] == quote ? '\0' : quote;
            else if (html[end] is '"' or '\'') quote = html[end];
        }
        return new HtmlTag(html[start..name].ToLowerInvariant(), closes, html[name..Math.Min(end, html.Length)],
            Math.Min(end + 1, html.Length));
    }

    /// <summary>A double-quoted attribute's value; empty for one without a value; null when it is not there.</summary>
    internal string? Attribute(string name)
    {
        for (var at = Attributes.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0;
             at = Attributes.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var after = at + name.Length;
            if (at == 0 || !char.IsWhiteSpace(Attributes[at - 1])) continue;
            if (after == Attributes.Length || char.IsWhiteSpace(Attributes[after])) return string.Empty;
            if (Attributes[after] != '=' || after + 1 >= Attributes.Length || Attributes[after + 1] != '"') continue;
            var close = Attributes.IndexOf('"', after + 2);
            return close < 0 ? Attributes[(after + 2)..] : Attributes[(after + 2)..close];
        }
        return null;
    }

    /// <summary>The offset behind the matching end tag, or the end of the text.</summary>
    internal int EndOfElement(string html)
    {
        var depth = 1;
        for (var at = html.IndexOf('<', End); at >= 0; at = html.IndexOf('<', at + 1))
        {
            if (Read(html, at) is not { } tag || tag.Name != Name) continue;
            depth += tag.Closes ? -1 : 1;
            if (depth == 0) return tag.End;
        }
        return html.Length;
    }
}
