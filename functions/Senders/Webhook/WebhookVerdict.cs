using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Senders.Webhook;

/// <summary>What a receiver's status and body mean; the contract is told in <see cref="WebhookProvider"/>.</summary>
internal static class WebhookVerdict
{
    public static ProviderResult Of(
        HttpStatusCode status, RetryConditionHeaderValue? retryAfter, ReadOnlyMemory<byte> body, bool honoursKey, DateTimeOffset now)
    {
        var code = (int)status;
        return code switch
        {
            >= 200 and < 300 => new ProviderResult.Accepted(Text(body, "id")),
            // The idempotency-key draft: the first request under this key is still being worked on.
            409 when honoursKey => new ProviderResult.Unknown("http-409"),
            410 => new ProviderResult.Rejected(Text(body, "reason") ?? DeliveryReason.AddressGone, SuppressAddress: true),
            // A wrong secret, or a receiver that gave up waiting for the request: nothing to hold against the message.
            401 or 407 or 408 or 425 or 429 => new ProviderResult.Unavailable($"http-{code}", Hint(retryAfter, now)),
            >= 400 and < 500 => new ProviderResult.Rejected(Text(body, "reason") ?? $"http-{code}", Flag(body, "suppress")),
            // A gateway speaks, which cannot know what the receiver behind it did.
            502 or 504 => new ProviderResult.Unknown($"http-{code}"),
            _ => new ProviderResult.Unavailable($"http-{code}", Hint(retryAfter, now)),
        };
    }

    private static Duration? Hint(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? header?.Date - now;
        return wait is null ? null : Duration.FromTimeSpan(wait.Value < TimeSpan.Zero ? TimeSpan.Zero : wait.Value);
    }

    private static string? Text(ReadOnlyMemory<byte> body, string name) => Property(body, name) switch
    {
        { ValueKind: JsonValueKind.String } text when AnswerText.Of(text) is { Length: > 0 and <= 256 } value => value,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static bool Flag(ReadOnlyMemory<byte> body, string name) => Property(body, name) is { ValueKind: JsonValueKind.True };

    private static JsonElement? Property(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return AnswerText.Property(json.RootElement, name)?.Clone();
        }
        catch (JsonException)
        {
            // The status alone decides; a body in another language adds nothing.
            return null;
        }
    }
}
