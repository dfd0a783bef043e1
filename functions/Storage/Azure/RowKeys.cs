using System.Buffers;
using System.Globalization;
using System.Text;

namespace Campaigns.Storage.Azure;

/// <summary>
/// Writes keys as Azure Tables takes them: without <c>/ \ # ?</c> and control characters, and without <c>%</c>, which
/// some of its clients mangle. The order stays: a character that may not stand is written as the one before it in the
/// alphabet that may, followed by two hexadecimal digits, and so is that one itself.
/// </summary>
/// <remarks>
/// For example <c>a/b.c</c> becomes <c>a.2Fb.2Ec</c>: the dot stands for both, since it comes right before the slash.
/// Source: "Understanding the Table service data model", characters disallowed in key fields; a key is at most 1 KiB of UTF-16.
/// </remarks>
internal static class RowKeys
{
    private const int MaxLength = 512;

    // Each leader comes right before the characters it stands for; they and the leader itself are written in hexadecimal.
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => Leader(c) != '\0')]);

    /// <summary>The key as stored.</summary>
    /// <exception cref="ArgumentException">The key is too long, or holds half a surrogate pair.</exception>
    public static string Store(string key)
    {
        var stored = Bound(key);
        if (stored.Length > MaxLength)
            throw new ArgumentException($"A key is at most {MaxLength} characters as stored; '{key[..40]}…' takes {stored.Length}.",
                nameof(key));
        if (!IsWhole(key))
            throw new ArgumentException("A key must be whole text; this one holds half a surrogate pair.", nameof(key));
        return stored;
    }

    /// <summary>The end of a range as stored: any text, only compared with.</summary>
    public static string Bound(string key)
    {
        if (!key.AsSpan().ContainsAny(Escaped))
            return key;
        var stored = new StringBuilder(key.Length + 16);
        foreach (var c in key)
        {
            if (Leader(c) is var leader && leader != '\0')
                stored.Append(leader).Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            else
                stored.Append(c);
        }

        return stored.ToString();
    }

    /// <summary>The key as given.</summary>
    public static string Load(string stored)
    {
        if (!stored.AsSpan().ContainsAny(Escaped))
            return stored;
        var key = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (Leader(stored[i]) == '\0')
            {
                key.Append(stored[i]);
                continue;
            }

            key.Append((char)int.Parse(stored.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }

        return key.ToString();
    }

    private static bool IsWhole(ReadOnlySpan<char> key)
    {
        while (key.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (!char.IsHighSurrogate(key[at]) || at + 1 == key.Length || !char.IsLowSurrogate(key[at + 1]))
                return false;
            key = key[(at + 2)..];
        }

        return true;
    }

    private static char Leader(char c) => c switch
    {
        <= ' ' => ' ',
        '"' or '#' => '"',
        '$' or '%' => '$',
        '.' or '/' => '.',
        '>' or '?' => '>',
        '[' or '\\' => '[',
        >= '~' and < '\u00A0' => '~',
        _ => '\0',
    };
}
