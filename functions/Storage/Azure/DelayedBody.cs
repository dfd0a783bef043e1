using System.Globalization;
using System.Text;
using NodaTime;

namespace Campaigns.Storage.Azure;

/// <summary>
/// The body of a message that is due later than a queue can hide it: Azure hides one for seven days at most, so it comes
/// up early, says when it is due, and is hidden again. Also of a copy that takes the place of a message given out before.
/// </summary>
/// <param name="Due">When it is to be given out.</param>
/// <param name="Hops">How often it came up early: those are not deliveries. Below zero: how often those before it were delivered.</param>
/// <param name="Body">What is to be given out.</param>
public readonly record struct DelayedBody(Instant Due, int Hops, ReadOnlyMemory<byte> Body)
{
    private const char Separator = ' ';
    private const byte End = (byte)'\n';
    private const int MaxHeaderLength = 40; // two numbers and what parts them

    /// <summary>
    /// Writes it as the body of a queue message: a zero, <c>due</c>, ticks since 1970 and hops, apart by blanks, a line feed, the body.
    /// Text, since the Functions host takes bodies for it.
    /// </summary>
    public byte[] Write()
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Due.ToUnixTimeTicks()}{Separator}{Hops}"));
        return [.. Mark, .. head, End, .. Body.Span];
    }

    /// <summary>Reads one; false when the body is an ordinary one.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out DelayedBody body)
    {
        body = default;
        if (!bytes.Span.StartsWith(Mark))
            return false;
        var rest = bytes[Mark.Length..];
        if (rest.Span.IndexOf(End) is not (> 0 and <= MaxHeaderLength and var end))
            return false;
        var head = Encoding.UTF8.GetString(rest.Span[..end]).Split(Separator);
        if (head.Length != 2
            || !long.TryParse(head[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
            || !int.TryParse(head[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hops))
            return false;
        body = new(Instant.FromUnixTimeTicks(ticks), hops, rest[(end + 1)..]);
        return true;
    }

    private static ReadOnlySpan<byte> Mark => "\0due "u8;
}
