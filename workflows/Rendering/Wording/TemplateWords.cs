using Campaigns.Rendering.Text;

namespace Campaigns.Rendering.Wording;

/// <summary>The words of a template's file as a reader may meet them, each where it stands in the file.</summary>
internal static class TemplateWords
{
    private const char Nothing = '\u2068'; // passed over when wording is compared
    private const char Value = '`'; // something unknown, which is no word
    private const char Break = '\n';

    /// <summary>The file with its code, but for the texts in it, and its tags in HTML written over.</summary>
    public static string Of(string source, bool isHtml) => string.Create(source.Length, (source, isHtml), static (words, from) =>
    {
        var text = from.source;
        text.CopyTo(words);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '{' && at + 1 < text.Length && text[at + 1] == '{')
                at = Code(text, at, words);
            else if (from.isHtml && text[at] == '<' && HtmlTag.Read(text, at) is { } tag)
                at = Over(words, at, tag.Skips || tag.Hidden ? tag.EndOfElement(text) : tag.End, IsInline(tag.Name) ? Nothing : Break);
            else
            {
                // Lines of HTML are spaces, but for the front matter, which has its own.
                if (from.isHtml && text[at] == '\n' && at > 0 && text[at - 1] != '-' && !IsFront(text, at))
                    words[at] = ' ';
                at++;
            }
        }
    });

    /// <summary>Writes over a piece of code; the texts in quotation marks stay, and stand by themselves.</summary>
    private static int Code(string text, int at, Span<char> words)
    {
        var end = text.IndexOf("}}", at, StringComparison.Ordinal);
        end = end < 0 ? text.Length : end + 2;
        var inQuotes = false;
        for (var i = at; i < end; i++)
        {
            if (text[i] == '"')
                (inQuotes, words[i]) = (!inQuotes, Break);
            else if (!inQuotes)
                words[i] = Value;
        }

        return end;
    }

    private static int Over(Span<char> words, int from, int to, char with)
    {
        words[from..to].Fill(with);
        return to;
    }

    private static bool IsInline(string tag) => tag is "a" or "b" or "i" or "em" or "strong" or "span" or "small" or "u" or "mark" or "sup" or "sub" or "font";

    private static bool IsFront(string text, int at) =>
        text.StartsWith("---\n", StringComparison.Ordinal) && text.IndexOf("\n---\n", 3, StringComparison.Ordinal) is var close && at <= close + 4;
}
