using System.IO.Hashing;
using System.Text;

namespace Campaigns.Model;

/// <summary>
/// Hashes that stay the same across processes, versions and machines: splits, holdouts, spreads and ids rest on them.
/// XXH3 of the UTF-8 text; changing the function would move customers between experiment arms.
/// </summary>
public static class StableHash
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base 32, readable aloud

    /// <summary>64 well-mixed bits of a text.</summary>
    public static ulong Of(string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, utf8, out var length)
            ? XxHash3.HashToUInt64(utf8[..length])
            : XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>128 bits of a text as 26 characters, for ids that must not collide.</summary>
    public static string Id(string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        return Text(XxHash128.HashToUInt128(
            Encoding.UTF8.TryGetBytes(text, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>128 bits as 26 lower-case letters and digits.</summary>
    public static string Text(UInt128 bits) => string.Create(26, bits, static (chars, value) =>
    {
        for (var i = chars.Length - 1; i >= 0; i--, value >>= 5)
            chars[i] = Alphabet[(int)(value & 31)];
    });

    /// <summary>A number in [0, 100) with two decimals of resolution, uniform over texts: the place of a subject in a split.</summary>
    public static double Percentile(string text) => Of(text) % 10_000 / 100.0;
}
