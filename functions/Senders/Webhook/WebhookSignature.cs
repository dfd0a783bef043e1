using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Campaigns.Senders.Webhook;

/// <summary>
/// The header <c>Campaigns-Signature: t=1767225600,v1=hex</c>: HMAC-SHA256 over <c>t + "." + body</c>, as Stripe signs
/// its webhooks. The time inside the signature bounds how long a captured request can be replayed.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header's name.</summary>
    public const string Header = "Campaigns-Signature";

    /// <summary>Signs a body.</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="body">The request's body, byte for byte.</param>
    /// <param name="at">When it is signed; kept to the second.</param>
    /// <returns>The header's value.</returns>
    public static string Create(string secret, ReadOnlySpan<byte> body, Instant at)
    {
        var seconds = at.ToUnixTimeSeconds();
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(secret, seconds, body, mac);
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(mac)}");
    }

    /// <summary>
    /// Whether the body was signed with the secret, within the tolerance of now. Several <c>v1</c> are tried, so that a secret can be
    /// changed.
    /// </summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="body">The request's body, byte for byte.</param>
    /// <param name="header">The header's value, or null when missing.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="tolerance">How far the signer's clock may be off, either way.</param>
    public static bool Verify(string secret, ReadOnlySpan<byte> body, string? header, Instant now, Duration tolerance)
    {
        if (header is null || !TryReadTime(header, out var seconds))
            return false;
        // Compared as whole seconds, so that no absurd time overflows an Instant.
        if (Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)tolerance.TotalSeconds)
            return false;

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(secret, seconds, body, mac);
        var expected = Encoding.ASCII.GetBytes("v1=" + Convert.ToHexStringLower(mac));
        var found = false;
        foreach (var part in header.Split(','))
            found |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(part.Trim()), expected);
        return found;
    }

    private static bool TryReadTime(string header, out long seconds)
    {
        seconds = 0;
        return header.Split(',')[0].Trim() is ['t', '=', .. var digits]
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static void Sign(string secret, long seconds, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(seconds.ToString(CultureInfo.InvariantCulture) + "."));
        hmac.AppendData(body);
        hmac.GetHashAndReset(mac);
    }
}
