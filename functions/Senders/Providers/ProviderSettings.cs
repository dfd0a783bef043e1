using Campaigns.Senders.AzureCommunication;
using Campaigns.Senders.Outbox;
using Campaigns.Senders.Resilience;
using Campaigns.Senders.Smtp;
using Campaigns.Senders.Webhook;

namespace Campaigns.Senders.Providers;

/// <summary>One provider's settings: its kind, and the section of that kind.</summary>
public sealed record ProviderSettings
{
    /// <summary>Which kind it is, and so which section below counts.</summary>
    public ProviderKind Kind { get; init; }

    /// <summary>Settings of an <see cref="ProviderKind.Outbox"/>.</summary>
    public OutboxOptions? Outbox { get; init; }

    /// <summary>Settings of an <see cref="ProviderKind.Smtp"/> provider.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Settings of a <see cref="ProviderKind.Webhook"/> provider.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>Settings of an <see cref="ProviderKind.AcsSms"/> provider.</summary>
    public AcsSmsOptions? AcsSms { get; init; }

    /// <summary>Settings of an <see cref="ProviderKind.AcsEmail"/> provider.</summary>
    public AcsEmailOptions? AcsEmail { get; init; }

    /// <summary>How patiently it is used. By default the standard patience, and none for the outbox, which is a local folder.</summary>
    public ResilienceOptions? Resilience { get; init; }
}
