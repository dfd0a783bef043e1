using Campaigns.Senders.Settings;

namespace Campaigns.Senders.Webhook;

/// <summary>Where messages are posted and how the receiver behaves.</summary>
public sealed record WebhookOptions
{
    /// <summary>The absolute address that takes the POST; HTTPS, or HTTP on loopback.</summary>
    public string Url { get; init; } = "";

    /// <summary>The secret shared with the receiver, at least 16 characters; signs every request.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Whether the receiver delivers once however often it gets the same <c>Idempotency-Key</c>.</summary>
    public bool HonoursIdempotencyKey { get; init; }

    /// <summary>How long one request may take, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    internal void Check(SettingCheck check)
    {
        check.Require(
            Uri.TryCreate(Url, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)),
            "url", $"is '{Url}'; expected an https address (http only on loopback), as messages carry personal data");
        check.Require(Secret.Length >= 16, "secret", $"has {Secret.Length} characters; expected at least 16");
        check.RequireSpan(Timeout, "timeout");
    }
}
