using System.Text;
using Campaigns.Model;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Runtime.Dispatch;

/// <summary>
/// The text of a channel queue's message: customer, message id and dispatch, each on a line, and on a fourth line the
/// <c>traceparent</c> of the span that queued it, if there was one.
/// </summary>
public static class MessageRequestCodec
{
    private const char Line = '\n';

    /// <summary>Writes a request. Without a dispatch there is no trace either: its line would be taken for the dispatch.</summary>
    public static ReadOnlyMemory<byte> Write(MessageRequest request) => Encoding.UTF8.GetBytes(
        request.Stamp is not { } stamp ? $"{request.Customer}{Line}{request.Message}"
        : request.TraceParent is { } trace ? $"{request.Customer}{Line}{request.Message}{Line}{stamp}{Line}{trace}"
        : $"{request.Customer}{Line}{request.Message}{Line}{stamp}");

    /// <summary>
    /// Reads a request of a channel's queue; false when the text is something else. Without a third line it is of an older version,
    /// without a fourth of an older version or of a host that does not trace.
    /// </summary>
    public static bool TryRead(Channel channel, ReadOnlySpan<byte> body, out MessageRequest request)
    {
        var lines = Encoding.UTF8.GetString(body).Split(Line);
        request = default;
        if (lines.Length is < 2 or > 4 || lines[0].Length == 0 || lines[1].Length == 0)
            return false;
        DispatchStamp? stamp = null;
        if (lines.Length > 2)
        {
            if (!DispatchStamp.TryParse(lines[2], out var read))
                return false;
            stamp = read;
        }

        if (lines.Length > 3 && !TraceContext.IsValid(lines[3]))
            return false;
        request = new(channel, new(lines[0]), new(lines[1])) { Stamp = stamp, TraceParent = lines.ElementAtOrDefault(3) };
        return true;
    }
}
