using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Campaigns.Api.Events;

/// <summary>
/// The text of an attribute in a header of binary mode (HTTP protocol binding 3.1.3.2): first what stands in double quotes is unescaped,
/// then percent-encoded bytes of UTF-8 are decoded, once.
/// </summary>
internal static class HeaderValue
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a value; false with what was expected instead.</summary>
    public static bool TryDecode(string value, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? problem)
    {
        (text, problem) = (null, null);
        if (Unquote(value) is not { } plain)
            problem = "expected a second double quote";
        else if (Unescape(plain) is not { } decoded)
            problem = "expected two hexadecimal digits after each %, and UTF-8; a % itself is written %25";
        else
            text = decoded;
        return text is not null;
    }

    private static string? Unquote(string value)
    {
        if (!value.Contains('"'))
            return value;
        var (plain, quoted) = (new StringBuilder(value.Length), false);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '"')
                quoted = !quoted;
            else if (quoted && value[i] == '\\' && i + 1 < value.Length)
                plain.Append(value[++i]);
            else
                plain.Append(value[i]);
        }

        return quoted ? null : plain.ToString();
    }

    private static string? Unescape(string value)
    {
        if (!value.Contains('%'))
            return value;
        try
        {
            var bytes = new List<byte>(value.Length);
            for (var i = 0; i < value.Length; i++)
            {
                if (value[i] != '%')
                {
                    var length = char.IsHighSurrogate(value[i]) && i + 1 < value.Length ? 2 : 1;
                    bytes.AddRange(Strict.GetBytes(value, i, length));
                    i += length - 1;
                }
                else if (i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
                {
                    bytes.Add(Convert.FromHexString(value.AsSpan(i + 1, 2))[0]);
                    i += 2;
                }
                else
                    return null;
            }

            return Strict.GetString([.. bytes]);
        }
        catch (ArgumentException) // bytes that are no UTF-8, or half of a character
        {
            return null;
        }
    }
}
