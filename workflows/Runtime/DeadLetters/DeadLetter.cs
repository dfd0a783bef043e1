using System.Text;
using System.Text.Json;
using NodaTime;

namespace Campaigns.Runtime.DeadLetters;

/// <summary>A dead-lettered message: the original and why, as JSON.</summary>
/// <param name="Body">The original text.</param>
/// <param name="Reason">Why it was dead-lettered.</param>
/// <param name="At">When, ISO 8601; empty: nobody knows.</param>
public sealed record DeadLetter(string Body, string Reason, string At)
{
    private const int MostBytes = 48 * 1024; // of a message of Azure's queues
    private const int MaxTextLength = 4000; // escaped, six bytes a character, it and the reason fit
    private const int MaxReasonLength = 1000;

    /// <summary>Whether a body can be kept whole, with any reason.</summary>
    public static bool Fits(ReadOnlyMemory<byte> body) => JsonSerializer.SerializeToUtf8Bytes(
        new DeadLetter(Encoding.UTF8.GetString(body.Span), new string('"', MaxReasonLength), Instant.MaxValue.ToString()))
            .Length <= MostBytes;

    /// <summary>Writes one, cut to what a queue can hold.</summary>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, string reason, Instant at) =>
        Write(new DeadLetter(Encoding.UTF8.GetString(body.Span), Cut(reason, MaxReasonLength), at.ToString()));

    /// <summary>
    /// Reads one. The Functions host, when it gives a message up by itself, moves the bare original: that has no reason and no time.
    /// </summary>
    public static DeadLetter Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            if (JsonSerializer.Deserialize<DeadLetter>(message.Span) is { Body: not null, Reason: not null, At: not null } read)
                return read;
        }
        catch (JsonException)
        {
            // The original, as below.
        }

        return new(Encoding.UTF8.GetString(message.Span), "dead-lettered by the Functions host after too many attempts; see its log", "");
    }

    private static byte[] Write(DeadLetter whole) => JsonSerializer.SerializeToUtf8Bytes(whole) is { Length: <= MostBytes } fits
        ? fits
        : JsonSerializer.SerializeToUtf8Bytes(whole with { Body = Cut(whole.Body, MaxTextLength) });

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..max] + "…";
}
