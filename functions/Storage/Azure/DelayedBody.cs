using System.Buffers.Binary;
using NodaTime;

namespace Campaigns.Storage.Azure;

/// <summary>
/// The body of a message that is due later than a queue can hide it: Azure hides one for seven days at most, so it comes
/// up early, says when it is due, and is hidden again.
/// </summary>
/// <param name="Due">When it is to be given out.</param>
/// <param name="Hops">How often it came up early: those are not deliveries.</param>
/// <param name="Body">What is to be given out.</param>
public readonly record struct DelayedBody(Instant Due, int Hops, ReadOnlyMemory<byte> Body)
{
    private const int HeadLength = 5 + sizeof(long) + sizeof(int);

    /// <summary>Writes it as the body of a queue message: a zero, <c>due:</c>, ticks since 1970, hops, the body.</summary>
    public byte[] Write()
    {
        var bytes = new byte[HeadLength + Body.Length];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(Mark.Length), Due.ToUnixTimeTicks());
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(Mark.Length + sizeof(long)), Hops);
        Body.Span.CopyTo(bytes.AsSpan(HeadLength));
        return bytes;
    }

    /// <summary>Reads one; false when the body is an ordinary one.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out DelayedBody body)
    {
        body = default;
        if (bytes.Length < HeadLength || !bytes.Span.StartsWith(Mark))
            return false;
        body = new(
            Instant.FromUnixTimeTicks(BinaryPrimitives.ReadInt64BigEndian(bytes.Span[Mark.Length..])),
            BinaryPrimitives.ReadInt32BigEndian(bytes.Span[(Mark.Length + sizeof(long))..]), bytes[HeadLength..]);
        return true;
    }

    private static ReadOnlySpan<byte> Mark => "\0due:"u8;
}
