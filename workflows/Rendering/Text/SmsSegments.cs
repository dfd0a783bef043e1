using System.Globalization;

namespace Campaigns.Rendering.Text;

/// <summary>How a short message is sent and charged.</summary>
/// <param name="Encoding">The alphabet the whole text fits in.</param>
/// <param name="Segments">Messages that are sent and paid; 0 for an empty text.</param>
/// <param name="Units">Septets (GSM-7) or 16-bit units (UCS-2).</param>
public readonly record struct SmsCount(SmsEncoding Encoding, int Segments, int Units);

/// <summary>The alphabet of a short message.</summary>
public enum SmsEncoding
{
    /// <summary>GSM 03.38, 7 bits: 160 characters in one segment, 153 in each of several.</summary>
    Gsm7,

    /// <summary>UCS-2, 16 bits: 70 in one segment, 67 in each of several.</summary>
    Ucs2,
}

/// <summary>Counts the segments of a short message (3GPP TS 23.038 and 23.040, 9.2.3.24.1).</summary>
public static class SmsSegments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extended = "\f^{}\\[~]|€";

    private static readonly System.Buffers.SearchValues<char> Escaped = System.Buffers.SearchValues.Create(Extended);

    private static readonly System.Buffers.SearchValues<char> Gsm = System.Buffers.SearchValues.Create(Basic + Extended);

    /// <summary>
    /// Counts. Neither an escaped GSM character nor a grapheme (a surrogate pair, an accent with its letter) is ever cut
    /// in two: what does not fit begins the next segment.
    /// </summary>
    public static SmsCount Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return new SmsCount(SmsEncoding.Gsm7, 0, 0);
        return text.AsSpan().ContainsAnyExcept(Gsm) ? CountUcs2(text) : CountGsm(text);
    }

    /// <summary>The characters that make a text UCS-2, each once, in order: what to replace to halve its price.</summary>
    public static IReadOnlyList<string> NotGsm(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.EnumerateRunes().Select(r => r.ToString()).Where(r => r.Length > 1 || !Gsm.Contains(r[0])).Distinct()];
    }

    private static SmsCount CountGsm(string text)
    {
        var units = text.Length;
        for (var rest = text.AsSpan(); rest.IndexOfAny(Escaped) is >= 0 and var at; rest = rest[(at + 1)..])
            units++;
        if (units <= 160) return new SmsCount(SmsEncoding.Gsm7, 1, units);
        var (segments, used) = (1, 0);
        foreach (var c in text) Fit(Extended.Contains(c) ? 2 : 1, 153, ref segments, ref used);
        return new SmsCount(SmsEncoding.Gsm7, segments, units);
    }

    private static SmsCount CountUcs2(string text)
    {
        if (text.Length <= 70) return new SmsCount(SmsEncoding.Ucs2, 1, text.Length);
        var (segments, used) = (1, 0);
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            at += length;
            // A pile of accents longer than a segment has to be cut after all.
            for (; length > 67; length -= 67) Fit(67, 67, ref segments, ref used);
            Fit(length, 67, ref segments, ref used);
        }
        return new SmsCount(SmsEncoding.Ucs2, segments, text.Length);
    }

    private static void Fit(int length, int room, ref int segments, ref int used)
    {
        if (used + length > room) (segments, used) = (segments + 1, 0);
        used += length;
    }
}
