using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using NodaTime.Extensions;

namespace Campaigns.Senders.Links;

/// <summary>
/// Makes and reads the tokens in unsubscribe and tracking links: sealed, so that no customer id shows in a URL and
/// nobody can make one up. Equal claims give equal tokens. Safe for concurrent use; a token costs a few microseconds.
/// </summary>
/// <remarks>The token is base64url of key id (1 byte), nonce (12), sealed claims, tag (16): about 100 characters.</remarks>
public sealed class LinkSigner : IDisposable
{
    private const int Overhead = 1 + LinkCipher.NonceLength + LinkCipher.TagLength;
    private const int MaxTokenLength = LinkPayload.MaxLength + Overhead;
    private readonly LinkCipher?[] _byId = new LinkCipher?[256];
    private readonly byte _current;
    private readonly TimeProvider _time;

    /// <summary>Makes a signer.</summary>
    /// <param name="current">The key of new links.</param>
    /// <param name="earlier">Keys whose links are still out there.</param>
    /// <param name="time">Tells whether a link has expired.</param>
    /// <exception cref="ArgumentException">A secret is too short, or two keys share an id.</exception>
    public LinkSigner(LinkKey current, IEnumerable<LinkKey> earlier, TimeProvider time)
    {
        (_current, _time) = (current.Id, time);
        foreach (var key in earlier.Prepend(current))
        {
            if (_byId[key.Id] is not null)
                throw new ArgumentException($"Two link keys have the id {key.Id}.");
            _byId[key.Id] = new LinkCipher(key);
        }
    }

    /// <summary>Makes the token of these claims.</summary>
    /// <param name="claims">What the link says; the ids together at most 1,100 bytes of UTF-8.</param>
    /// <returns>Letters, digits, <c>-</c> and <c>_</c>: safe in any URL.</returns>
    /// <exception cref="ArgumentException">The ids are longer than that.</exception>
    public string Create(LinkClaims claims)
    {
        Span<byte> token = stackalloc byte[MaxTokenLength];
        Span<byte> content = stackalloc byte[LinkPayload.MaxLength];
        content = content[..LinkPayload.Write(claims, content)];
        token = token[..(content.Length + Overhead)];
        token[0] = _current;
        _byId[_current]!.Encrypt(content, token[..1], token[1..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads a token; false when it is not one of ours, was changed, or has expired.</summary>
    /// <param name="token">The token as the URL brought it.</param>
    /// <param name="claims">What it says.</param>
    public bool TryRead(string? token, [NotNullWhen(true)] out LinkClaims? claims)
    {
        claims = null;
        Span<byte> bytes = stackalloc byte[MaxTokenLength];
        if (token is null || token.Length > Base64Url.GetEncodedLength(MaxTokenLength)
            || !TryDecode(token, ref bytes) || bytes.Length < Overhead || _byId[bytes[0]] is not { } seal)
            return false;

        Span<byte> content = stackalloc byte[bytes.Length - Overhead];
        if (!seal.TryDecrypt(bytes[1..], bytes[..1], content) || !LinkPayload.TryRead(content, out var read))
            return false;
        if (read.Expires is { } expires && _time.GetUtcNow().ToInstant() >= expires)
            return false;
        claims = read;
        return true;
    }

    /// <summary>Releases the keys' native state.</summary>
    public void Dispose()
    {
        foreach (var seal in _byId)
            seal?.Dispose();
    }

    private static bool TryDecode(string token, ref Span<byte> bytes)
    {
        try
        {
            if (!Base64Url.TryDecodeFromChars(token, bytes, out var written))
                return false;
            bytes = bytes[..written];
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
