using System.Text;

namespace Campaigns.Rendering.Text;

/// <summary>Takes out of rendered text what has no business in a message.</summary>
internal static class CleanText
{
    /// <summary>
    /// One line without control characters. A line break in a subject would let a customer's name add mail headers
    /// (CWE-93); Unicode line separators count as line breaks too.
    /// </summary>
    internal static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.Any(IsBreakOrControl)) return text.Trim();
        var line = new StringBuilder(text.Length);
        var joined = false;
        foreach (var c in text)
        {
            if (IsBreakOrControl(c))
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
                joined = true;
            }
            else if (c != ' ' || !joined)
            {
                line.Append(c);
                joined = false;
            }
        }
        return line.ToString().Trim();
    }

    /// <summary>Lines ended by LF, no other control characters, no spaces at line ends, at most one empty line in a row.</summary>
    internal static string Lines(string text)
    {
        if (!NeedsWork(text)) return text.Trim();
        var clean = new StringBuilder(text.Length);
        var breaks = 0;
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            if (c == '\n')
            {
                while (clean.Length > 0 && clean[^1] == ' ') clean.Length--;
                if (++breaks <= 2) clean.Append('\n');
            }
            else if (c == '\t')
            {
                clean.Append(' ');
            }
            else if (!char.IsControl(c))
            {
                breaks = c == ' ' ? breaks : 0;
                clean.Append(c);
            }
        }
        return clean.ToString().Trim();
    }

    private static bool NeedsWork(string text)
    {
        foreach (var c in text)
            if (IsBreakOrControl(c)) return true;
        return false;
    }

    private static bool IsBreakOrControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
