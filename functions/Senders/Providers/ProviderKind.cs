namespace Campaigns.Senders.Providers;

/// <summary>The kinds of provider that settings can name.</summary>
public enum ProviderKind
{
    /// <summary>Files in a folder: every channel.</summary>
    Outbox,

    /// <summary>A mail server: e-mail only.</summary>
    Smtp,

    /// <summary>An HTTP service: every channel.</summary>
    Webhook,

    /// <summary>Azure Communication Services: SMS only.</summary>
    AcsSms,

    /// <summary>Azure Communication Services: e-mail only.</summary>
    AcsEmail,
}
