using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Senders.Links;

/// <summary>
/// The claims in few bytes, as an SMS pays for every character of a URL: purpose and flags, channel, expiry (4 bytes),
/// target (16), customer with its length, message up to the end.
/// </summary>
internal static class LinkPayload
{
    /// <summary>Room for any payload: three ids of at most 128 characters, three bytes each, and the rest.</summary>
    public const int MaxLength = 1200;

    private const byte HasTarget = 0x10;
    private const byte HasExpiry = 0x20;
    private const byte OtherChannel = 0xFF;
    private static readonly Channel[] Coded = [Channel.Sms, Channel.Push, Channel.Email, Channel.WeChat, Channel.Call, Channel.Agent];

    /// <summary>Writes the claims.</summary>
    /// <exception cref="ArgumentException">They are longer than any real id.</exception>
    public static int Write(LinkClaims claims, Span<byte> to)
    {
        var length = 2;
        to[0] = (byte)((byte)claims.Purpose | (claims.Target is null ? 0 : HasTarget) | (claims.Expires is null ? 0 : HasExpiry));
        var code = Array.IndexOf(Coded, claims.Channel);
        to[1] = code < 0 ? OtherChannel : (byte)code;
        if (claims.Expires is { } expires)
        {
            // Unsigned seconds last until the year 2106.
            BinaryPrimitives.WriteUInt32BigEndian(to[length..], checked((uint)expires.ToUnixTimeSeconds()));
            length += 4;
        }

        if (claims.Target is { } target)
        {
            BinaryPrimitives.WriteUInt128BigEndian(to[length..], target.Value);
            length += 16;
        }

        if (code < 0)
            length += WriteText(claims.Channel.Name, to[length..]);
        length += WriteText(claims.Customer.Value, to[length..]);
        return length + Encoding.UTF8.GetBytes(claims.Message.Value, to[length..]);
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote; the bytes are authentic, so only another version of this code can make it fail.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> from, [NotNullWhen(true)] out LinkClaims? claims)
    {
        claims = null;
        if (from.Length < 2)
            return false;
        var (flags, code) = (from[0], from[1]);
        var purpose = (LinkPurpose)(flags & 0x0F);
        from = from[2..];
        Instant? expires = null;
        if ((flags & HasExpiry) != 0)
        {
            if (from.Length < 4)
                return false;
            expires = Instant.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(from));
            from = from[4..];
        }

        TargetHash? target = null;
        if ((flags & HasTarget) != 0)
        {
            if (from.Length < 16)
                return false;
            target = new TargetHash(BinaryPrimitives.ReadUInt128BigEndian(from));
            from = from[16..];
        }

        var channel = code < Coded.Length ? Coded[code].Name : null;
        if ((code == OtherChannel && !TryReadText(ref from, out channel)) || channel is null || !TryReadText(ref from, out var customer))
            return false;
        claims = new LinkClaims(purpose, new CustomerId(customer), new MessageId(Encoding.UTF8.GetString(from)), new Channel(channel),
            target, expires);
        return true;
    }

    private static int WriteText(string text, Span<byte> to)
    {
        var length = Encoding.UTF8.GetBytes(text, to[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(to, checked((ushort)length));
        return 2 + length;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> from, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (from.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(from) is var length && from.Length < 2 + length)
            return false;
        text = Encoding.UTF8.GetString(from.Slice(2, length));
        from = from[(2 + length)..];
        return true;
    }
}
