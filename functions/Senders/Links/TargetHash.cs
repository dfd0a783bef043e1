using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Senders.Links;

/// <summary>
/// The first 128 bits of the SHA-256 of a target URL. A click link carries its target in the open; this in the token
/// binds it, so that nobody can make the insurer's host redirect elsewhere.
/// </summary>
/// <param name="Value">The bits.</param>
public readonly record struct TargetHash(UInt128 Value)
{
    /// <summary>Hashes a target exactly as the link will carry it.</summary>
    public static TargetHash Of(string url)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(url), hash);
        return new TargetHash(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>Whether the URL is the one hashed, in time that does not depend on where they differ.</summary>
    public bool Matches(string url)
    {
        Span<byte> mine = stackalloc byte[16];
        Span<byte> theirs = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(mine, Value);
        BinaryPrimitives.WriteUInt128BigEndian(theirs, Of(url).Value);
        return CryptographicOperations.FixedTimeEquals(mine, theirs);
    }
}
