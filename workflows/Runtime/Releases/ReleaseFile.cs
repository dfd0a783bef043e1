using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Runtime.Releases;

/// <summary>A file of a release.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes: <c>journeys/welcome.json</c>.</param>
/// <param name="Content">Its bytes, as they were written.</param>
public sealed record ReleaseFile(string Path, ReadOnlyMemory<byte> Content)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The SHA-256 of some bytes, in lower case hexadecimal digits: what blobs are named by.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>
    /// The same of what the bytes say: a text without its byte order mark and with the ends of lines that Git keeps. So a
    /// checkout on Windows is the same release as one elsewhere.
    /// </summary>
    public static string CanonicalHashOf(ReadOnlySpan<byte> content) =>
        TextOf(content) is { } text && (text.Contains('\r') || content.StartsWith("\uFEFF"u8)) ? HashOf(Strict.GetBytes(CanonicalOf(text)))
        : HashOf(content);

    /// <summary>A text with the ends of lines that Git keeps.</summary>
    public static string CanonicalOf(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The text without its byte order mark; null: it is none in UTF-8.</summary>
    public static string? TextOf(ReadOnlySpan<byte> content)
    {
        if (content.Contains((byte)0))
            return null;
        try
        {
            return Strict.GetString(content.StartsWith("\uFEFF"u8) ? content[3..] : content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
