using System.Globalization;
using System.Text;
using Campaigns.Model.Customers;
using Campaigns.Rendering.Text;

namespace Campaigns.Rendering.Formatting;

/// <summary>
/// Shows enough of a personal value for its owner to recognise it, and no more. What counts as one character is what a reader sees as one:
/// a letter with its accents, a rare Han character, an emoji is never cut in two.
/// </summary>
public static class Mask
{
    /// <summary>
    /// Hides the four digits before the last four: <c>138****5678</c>, <c>+8869****5678</c>. Short ones show their last two.
    /// </summary>
    public static string Phone(string? provider)
    {
        var signs = Elements(provider);
        return signs.Length < 9
            ? Stars(Math.Max(signs.Length - 2, 0)) + Last(signs, 2)
            : First(signs, signs.Length - 8) + Stars(4) + Last(signs, 4);
    }

    /// <summary>Shows the ends of a document or policy number: at most the first three and last four, together at most half.</summary>
    public static string Id(string? id)
    {
        var signs = Elements(id);
        var (head, tail) = (Math.Min(3, signs.Length / 4), Math.Min(4, signs.Length / 4));
        return First(signs, head) + Stars(signs.Length - head - tail) + Last(signs, tail);
    }

    /// <summary><c>陳○明</c> in Traditional Chinese, <c>陈*明</c> elsewhere, <c>J*** S***</c> for names in an alphabet.</summary>
    public static string Name(string? name, string locale)
    {
        if (BlankText.Is(name)) return string.Empty;
        if (!name!.EnumerateRunes().Any(IsHan))
        {
            return string.Join(' ', Bidi.WithoutControls(name).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
                .Where(word => !BlankText.Is(word)).Select(word => Elements(word)[0] + "***"));
        }

        var signs = Elements(name);
        var hidden = locale.StartsWith("zh-Hant", StringComparison.OrdinalIgnoreCase) ? "○" : "*";
        return signs.Length switch
        {
            1 => hidden,
            2 => signs[0] + hidden,
            _ => signs[0] + string.Concat(Enumerable.Repeat(hidden, signs.Length - 2)) + signs[^1],
        };
    }

    /// <summary>Unified and compatibility ideographs, extensions A to J: planes 2 and 3 hold nothing else.</summary>
    private static bool IsHan(Rune rune) => rune.Value is 0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD);

    /// <summary>The text elements (UAX #29) between the blanks at the ends, without invisible ones.</summary>
    private static string[] Elements(string? text)
    {
        if (BlankText.Is(text)) return [];
        var elements = new List<string>();
        for (var rest = StringInfo.GetTextElementEnumerator(Bidi.WithoutControls(text!).Trim()); rest.MoveNext();)
        {
            var element = rest.GetTextElement();
            if (element == " " || !BlankText.Is(element)) elements.Add(element);
        }

        return [.. elements];
    }

    private static string Stars(int count) => new('*', count);

    private static string First(string[] signs, int count) => string.Concat(signs.AsSpan(0, count));

    private static string Last(string[] signs, int count) => string.Concat(signs.AsSpan(Math.Max(signs.Length - count, 0)));
}
