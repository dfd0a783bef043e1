using System.Text;
using System.Text.Unicode;

namespace Campaigns.Portfolio;

/// <summary>
/// Guesses from a file's first bytes that it is written in another encoding than the map says, since every byte of one may mean
/// something in the other: 高 in UTF-8 is a fine <c>é«˜</c> in windows-1252.
/// </summary>
internal static class LikelyEncoding
{
    /// <summary>How many bytes are looked at.</summary>
    public const int SampleLength = 256 * 1024;

    /// <summary>Of fewer characters nothing is concluded.</summary>
    private const int FewestCharacters = 4;

    private const int Utf16 = 1200;
    private const int Big5 = 950;
    private const int Gbk = 936;
    private const int Gb18030 = 54936;

    /// <summary>The name of the encoding the bytes look like; null when that is the declared one, or they do not tell.</summary>
    public static string? Of(ReadOnlySpan<byte> sample, Encoding declared)
    {
        if (declared.CodePage is Utf16 or Utf16 + 1 or 12000 or 12001 || HasMark(sample))
            return null;
        if (OfNuls(sample) is { } wide)
            return wide;
        if (Ascii.IsValid(sample))
            return null;
        if (IsUtf8(sample))
            return declared.CodePage == Encoding.UTF8.CodePage ? null : "utf-8";
        // A code page of another script in two bytes is not told from Chinese by its frequent bytes.
        if (!declared.IsSingleByte && declared.CodePage is not (Big5 or Gbk or Gb18030) && declared.CodePage != Encoding.UTF8.CodePage)
            return null;
        return OfPairs(sample) switch
        {
            "big5" when declared.CodePage != Big5 => "big5",
            "gb18030" when declared.CodePage is not (Gbk or Gb18030) => "gb18030",
            _ => null,
        };
    }

    private static bool HasMark(ReadOnlySpan<byte> sample) =>
        sample.StartsWith(Encoding.UTF8.Preamble) || sample.StartsWith(Encoding.Unicode.Preamble)
        || sample.StartsWith(Encoding.BigEndianUnicode.Preamble);

    /// <summary>Latin text in UTF-16 has a NUL at every second place.</summary>
    private static string? OfNuls(ReadOnlySpan<byte> sample)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] != 0)
                continue;
            if (i % 2 == 0)
                even++;
            else
                odd++;
        }

        return odd > sample.Length / 4 ? "utf-16" : even > sample.Length / 4 ? "utf-16BE" : null;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> sample)
    {
        // The sample may end within a character.
        var end = sample.Length;
        for (var back = 1; back <= Math.Min(3, sample.Length) && sample.Length == SampleLength; back++)
        {
            if (sample[^back] >= 0xC0)
                end = sample.Length - back;
        }

        return Utf8.IsValid(sample[..end]);
    }

    /// <summary>
    /// Nearly all characters of Chinese text are among the frequent ones, which both code pages keep together: Big5 under the lead bytes A4
    /// to C6, GB 2312 under B0 to D7. Few pairs of another script, or of the other code page, fall in there.
    /// </summary>
    private static string? OfPairs(ReadOnlySpan<byte> sample)
    {
        var (pairs, big5, gb, high) = (0, 0, 0, 0);
        for (var i = 0; i + 1 < sample.Length; i++)
        {
            var (lead, trail) = (sample[i], sample[i + 1]);
            if (lead < 0x80)
                continue;
            i++;
            if (lead is >= 0xA1 and <= 0xA3 && trail >= 0x40)
                continue; // punctuation of both
            pairs++;
            if (trail >= 0xA1)
                high++;
            if (lead is >= 0xA4 and <= 0xC6 && trail is >= 0x40 and <= 0x7E or >= 0xA1 and <= 0xFE)
                big5++;
            if (lead is >= 0xB0 and <= 0xD7 && trail is >= 0xA1 and <= 0xFE)
                gb++;
        }

        // Two letters with accents side by side are rare; without them it is no Chinese.
        if (pairs < FewestCharacters || high * 4 < pairs)
            return null;
        return big5 > gb && big5 * 10 > pairs * 9 ? "big5" : gb > big5 && gb * 10 > pairs * 9 ? "gb18030" : null;
    }
}
