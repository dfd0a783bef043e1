using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;

namespace Campaigns.Runtime.Keys;

/// <summary>An API key with a name and scopes. The key itself is shown once, when it is made; only its hash is kept.</summary>
/// <param name="Name">Who uses it: it stands in the audit. 1 to 64 lower-case letters, digits and dashes.</param>
/// <param name="Scopes">What its bearer may do.</param>
/// <param name="Hash">
/// The SHA-256 of the key in lower-case hexadecimal digits. A key has 256 random bits, so a hash that is slow on purpose, as
/// for passwords, would protect nothing more.
/// </param>
/// <param name="CreatedAt">When it was made.</param>
public sealed partial record ApiKey(string Name, ApiScopes Scopes, string Hash, Instant CreatedAt)
{
    /// <summary>What every key begins with, so that scanners for leaked secrets can recognize one.</summary>
    public const string Prefix = "ck_";

    private const int SecretBytes = 32;

    /// <summary>When it was revoked; null: it is in use. The row of a revoked key stays, for the audit.</summary>
    public Instant? RevokedAt { get; init; }

    /// <summary>A new key from the system's random generator.</summary>
    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The hash under which a key is kept.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether the hash is this key's, in time that does not depend on where they differ.</summary>
    public bool Matches(string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash));

    /// <summary>Whether a text can name a key.</summary>
    public static bool IsName(string text) => NameShape().IsMatch(text);

    /// <summary>Whether a text can be a key's hash.</summary>
    public static bool IsHash(string text) => HashShape().IsMatch(text);

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex NameShape();

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex HashShape();
}
