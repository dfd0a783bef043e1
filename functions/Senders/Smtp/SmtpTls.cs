namespace Campaigns.Senders.Smtp;

/// <summary>How a connection to the mail server is protected.</summary>
public enum SmtpTls
{
    /// <summary>Upgraded by STARTTLS; refused when the server does not offer it.</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Implicit,

    /// <summary>Not at all: only for a relay on the same host or network.</summary>
    None,
}
