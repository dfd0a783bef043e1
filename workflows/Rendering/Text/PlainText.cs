using System.Net;
using System.Text;

namespace Campaigns.Rendering.Text;

/// <summary>
/// Reads the HTML our layouts and authors write as plain text: paragraphs apart, headings underlined by an empty line,
/// list items dashed, links as <c>text (url)</c>, images by their <c>alt</c>. Whatever has the <c>hidden</c> attribute
/// or <c>aria-hidden="true"</c> is left out.
/// </summary>
internal sealed class PlainText
{
    private const string NoSpaceAfter = "\n 。，：；！？、（）「」";

    private readonly StringBuilder _text = new();
    private readonly Stack<(string Href, int Start)> _links = new();
    private readonly Stack<int?> _lists = new();
    private int _preformatted;
    private bool _space;

    internal static string FromHtml(string html)
    {
        var reader = new PlainText();
        reader.Read(html);
        return CleanText.Lines(reader._text.ToString());
    }

    private void Read(string html)
    {
        for (var at = 0; at < html.Length;)
        {
            if (html[at] != '<' || HtmlTag.Read(html, at) is not { } tag)
            {
                var next = html.IndexOf('<', at + 1);
                if (next < 0) next = html.Length;
                Words(WebUtility.HtmlDecode(html[at..next]));
                at = next;
                continue;
            }
            at = tag.Skips || tag.Hidden ? tag.EndOfElement(html) : tag.End;
            if (!tag.Skips && !tag.Hidden) Tag(tag);
        }
    }

    private void Tag(HtmlTag tag)
    {
        switch (tag.Name)
        {
            case "br":
                Break(1);
                break;
            case "a" when !tag.Closes:
                Flush();
                _links.Push((WebUtility.HtmlDecode(tag.Attribute("href") ?? string.Empty), _text.Length));
                break;
            case "a" when _links.TryPop(out var link):
                EndLink(link.Href, link.Start);
                break;
            case "img" when tag.Attribute("alt") is { Length: > 0 } alt:
                Words(WebUtility.HtmlDecode(alt));
                break;
            case "ul" or "ol":
                List(tag);
                break;
            case "li" when !tag.Closes:
                Item();
                break;
            case "pre":
                Break(2);
                _preformatted += tag.Closes ? -1 : 1;
                break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "table" or "blockquote" or "hr":
                Break(2);
                break;
            case "div" or "tr" or "li" or "section" or "header" or "footer":
                Break(1);
                break;
            case "td" or "th" when tag.Closes:
                _space = true;
                break;
        }
    }

    private void EndLink(string href, int start)
    {
        var shown = _text.ToString(start, _text.Length - start).Trim();
        var bare = href.StartsWith("tel:", StringComparison.Ordinal) || href.StartsWith("mailto:", StringComparison.Ordinal);
        if (href.Length > 0 && !bare && shown != href) _text.Append(shown.Length == 0 ? href : $" ({href})");
    }

    private void List(HtmlTag tag)
    {
        if (!tag.Closes) _lists.Push(tag.Name == "ol" ? 0 : null);
        else _lists.TryPop(out _);
        Break(_lists.Count > (tag.Closes ? 0 : 1) ? 1 : 2);
    }

    private void Item()
    {
        Break(1);
        if (_lists.TryPop(out var number)) _lists.Push(number is null ? null : ++number);
        _text.Append(number is null ? "- " : $"{number}. ");
    }

    private void Words(string text)
    {
        if (_preformatted > 0)
        {
            _text.Append(text);
            return;
        }
        foreach (var c in text)
        {
            // The no-break space is a space here; the soft fillers of a preheader are nothing.
            if (c is ' ' or '\n' or '\t' or '\u00A0') _space = true;
            else if (c is not ('\u200C' or '\u00AD' or '\u034F'))
            {
                Flush();
                _text.Append(c);
            }
        }
    }

    /// <summary>A run of spaces is one; there is none at the beginning of a line, nor after Chinese punctuation.</summary>
    private void Flush()
    {
        if (_space && _text.Length > 0 && !NoSpaceAfter.Contains(_text[^1])) _text.Append(' ');
        _space = false;
    }

    private void Break(int lines)
    {
        _space = false;
        if (_text.Length == 0) return;
        var have = 0;
        while (have < lines && have < _text.Length && _text[_text.Length - 1 - have] == '\n') have++;
        _text.Append('\n', lines - have);
    }
}
