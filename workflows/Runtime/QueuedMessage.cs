using System.Text;

namespace Campaigns.Workflows.Runtime;

/// <summary>The text of a channel queue's message: customer and message id, apart by a line feed.</summary>
public static class QueuedMessage
{
    /// <summary>Writes a request.</summary>
    public static ReadOnlyMemory<byte> Write(MessageRequest request) => Encoding.UTF8.GetBytes($"{request.Customer}\n{request.Message}");

    /// <summary>Reads a request of a channel's queue; false when the text is something else.</summary>
    public static bool TryRead(Channel channel, ReadOnlySpan<byte> body, out MessageRequest request)
    {
        var text = Encoding.UTF8.GetString(body);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        request = end > 0 && end < text.Length - 1 ? new(channel, new(text[..end]), new(text[(end + 1)..])) : default;
        return end > 0 && end < text.Length - 1;
    }
}
