using System.Globalization;
using System.Text;

namespace Campaigns.Model.Customers;

/// <summary>Texts that show nothing: whoever reads them sees a gap, so they count as missing.</summary>
public static class BlankText
{
    /// <summary>
    /// Whether a text has only blanks (the full-width one too), control and invisible format characters, and fillers; or is null or empty.
    /// </summary>
    public static bool Is(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (!IsInvisible(rune))
                return false;
        }

        return true;
    }

    private static bool IsInvisible(Rune rune) => Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        // Hangul fillers and the empty braille pattern are letters and symbols without a shape.
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
}
