using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Senders.Links;

/// <summary>One key's sealing: AES-256-GCM under a nonce made from the content, so that equal claims give equal tokens.</summary>
/// <remarks>
/// A retried message must be the same text, byte for byte, under its idempotency key; a random nonce would change
/// it. A nonce that is a MAC of the content repeats only with the content, which is harmless (the idea of RFC 5297).
/// Keys are derived by HKDF, one for each use.
/// </remarks>
internal sealed class LinkCipher : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;
    private readonly byte[] _nonceKey;
    // The cipher holds native state that two threads must not share.
    private readonly ThreadLocal<AesGcm> _cipher;

    public LinkCipher(LinkKey key)
    {
        if (Encoding.UTF8.GetByteCount(key.Secret) < LinkKey.ShortestSecret)
            throw new ArgumentException($"The secret of link key {key.Id} is shorter than 32 characters.");
        var secret = Encoding.UTF8.GetBytes(key.Secret);
        var sealKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "campaigns link seal"u8.ToArray());
        _nonceKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "campaigns link nonce"u8.ToArray());
        _cipher = new ThreadLocal<AesGcm>(() => new AesGcm(sealKey, TagLength), trackAllValues: true);
    }

    /// <summary>Writes nonce, sealed content and tag; <paramref name="header"/> is authenticated with them.</summary>
    public void Encrypt(ReadOnlySpan<byte> content, ReadOnlySpan<byte> header, Span<byte> to)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_nonceKey, content, mac);
        mac[..NonceLength].CopyTo(to);
        _cipher.Value!.Encrypt(mac[..NonceLength], content, to.Slice(NonceLength, content.Length),
            to.Slice(NonceLength + content.Length, TagLength), header);
    }

    /// <summary>Opens what <see cref="Encrypt"/> wrote; false when a bit differs. The tag is compared in constant time.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> token, ReadOnlySpan<byte> header, Span<byte> content)
    {
        try
        {
            _cipher.Value!.Decrypt(token[..NonceLength], token[NonceLength..^TagLength], token[^TagLength..], content, header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var cipher in _cipher.Values)
            cipher.Dispose();
        _cipher.Dispose();
    }
}
