using System.Text;
using Campaigns.Model;

namespace Campaigns.Runtime.Dispatch;

/// <summary>The text of a channel queue's message: customer, message id and hand-over, each on a line.</summary>
public static class MessageRequestCodec
{
    private const char Line = '\n';

    /// <summary>Writes a request.</summary>
    public static ReadOnlyMemory<byte> Write(MessageRequest request) => Encoding.UTF8.GetBytes(
        request.Stamp is { } stamp ? $"{request.Customer}{Line}{request.Message}{Line}{stamp}"
        : $"{request.Customer}{Line}{request.Message}");

    /// <summary>
    /// Reads a request of a channel's queue; false when the text is something else. Without a third line it is of an older version.
    /// </summary>
    public static bool TryRead(Channel channel, ReadOnlySpan<byte> body, out MessageRequest request)
    {
        var lines = Encoding.UTF8.GetString(body).Split(Line);
        request = default;
        if (lines.Length is not (2 or 3) || lines[0].Length == 0 || lines[1].Length == 0)
            return false;
        DispatchStamp? stamp = null;
        if (lines.Length == 3)
        {
            if (!DispatchStamp.TryParse(lines[2], out var read))
                return false;
            stamp = read;
        }

        request = new(channel, new(lines[0]), new(lines[1])) { Stamp = stamp };
        return true;
    }
}
