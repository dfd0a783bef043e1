using System.Globalization;
using System.Text;

namespace Campaigns.Portfolio;

/// <summary>The encodings a map may name.</summary>
internal static class CsvEncodings
{
    /// <summary>
    /// Names that other programs know, and for which this platform takes a smaller or unsafe encoding: what only theirs has would come out
    /// as another character.
    /// </summary>
    private static readonly string[] Refused = ["big5-hkscs", "big5hk", "utf-7", "unicode-1-1-utf-7"];

    /// <summary>
    /// The encoding of this name, also of the Windows code pages (<c>windows-950</c>, <c>cp950</c>, <c>ms950</c>); null when there is none.
    /// Bytes it does not have become U+FFFD.
    /// </summary>
    public static Encoding? Find(string name)
    {
        if (Refused.Contains(name, StringComparer.OrdinalIgnoreCase))
            return null;
        var known = Encoding.GetEncodings().FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var found = name.ToUpperInvariant() switch
        {
            "UTF8" or "UTF-8" => Encoding.UTF8,
            "LATIN1" or "LATIN-1" => Encoding.Latin1,
            _ => known?.GetEncoding() ?? CodePagesEncodingProvider.Instance.GetEncoding(name) ?? OfCodePage(name),
        };
        if (found is null || found.CodePage == Encoding.UTF8.CodePage)
            return found;
        var strict = (Encoding)found.Clone();
        strict.DecoderFallback = new DecoderReplacementFallback("\uFFFD"); // some have a question mark, and some guess
        return strict;
    }

    private static Encoding? OfCodePage(string name)
    {
        var digits = name.AsSpan();
        foreach (var prefix in (ReadOnlySpan<string>)["windows-", "cp", "ms"])
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                digits = digits[prefix.Length..];
        }

        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and <= ushort.MaxValue
            ? CodePagesEncodingProvider.Instance.GetEncoding(page) : null;
    }
}
