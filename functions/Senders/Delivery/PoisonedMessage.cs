using System.Text;
using System.Text.Json;
using NodaTime;

namespace Campaigns.Senders.Delivery;

/// <summary>A message moved aside: the original and why, as JSON.</summary>
/// <param name="Body">The original text.</param>
/// <param name="Reason">Why it was moved aside.</param>
/// <param name="At">When, ISO 8601.</param>
public sealed record PoisonedMessage(string Body, string Reason, string At)
{
    /// <summary>Writes one.</summary>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, string reason, Instant at) =>
        JsonSerializer.SerializeToUtf8Bytes(new PoisonedMessage(Encoding.UTF8.GetString(body.Span), reason, at.ToString()));

    /// <summary>Reads one.</summary>
    public static PoisonedMessage Read(ReadOnlyMemory<byte> message) =>
        JsonSerializer.Deserialize<PoisonedMessage>(message.Span) ?? throw new InvalidDataException("an empty poison message");
}
