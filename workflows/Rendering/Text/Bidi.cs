using System.Text;

namespace Campaigns.Rendering.Text;

/// <summary>
/// Keeps the direction of a value to itself. A control character in a name could turn the rest of a sentence around, and a name in a script
/// written from right to left takes the digits after it along.
/// </summary>
internal static class Bidi
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    private static readonly HashSet<string> RightToLeft = new(StringComparer.OrdinalIgnoreCase)
    {
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
    };

    /// <summary>
    /// The value without directional controls; isolated (FSI … PDI) when it has letters that are written from right to left, in a text that
    /// is not.
    /// </summary>
    internal static string Isolate(string value, string locale)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange('\0', '\u0590')) return value;
        var plain = WithoutControls(value);
        return HasRightToLeft(plain) && !RightToLeft.Contains(locale.Split('-')[0])
            ? FirstStrongIsolate + plain + PopIsolate
            : plain;
    }

    /// <summary>The text without marks, embeddings, overrides and isolates (UAX #9).</summary>
    internal static string WithoutControls(string text)
    {
        if (!text.Any(IsControl)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!IsControl(c)) plain.Append(c);
        return plain.ToString();
    }

    private static bool IsControl(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    // Hebrew to Arabic Extended-A, the presentation forms, and the blocks of both directions' scripts in plane 1.
    private static bool HasRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC)
                or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF))
                return true;
        }

        return false;
    }
}
