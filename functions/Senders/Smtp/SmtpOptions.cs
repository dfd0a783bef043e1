using Campaigns.Senders.Settings;

namespace Campaigns.Senders.Smtp;

/// <summary>How the mail server is reached.</summary>
public sealed record SmtpOptions
{
    /// <summary>The server's host name or address.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port: 587 for submission, 465 for implicit TLS, 25 between servers.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected.</summary>
    public SmtpTls Tls { get; init; } = SmtpTls.StartTls;

    /// <summary>The account, when the server asks for one.</summary>
    public string? User { get; init; }

    /// <summary>Its password; only ever in configuration.</summary>
    public string? Password { get; init; }

    /// <summary>Connections kept open at most; each carries one message at a time.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>How long connecting and one send may take together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection idle for longer is asked with NOOP before it carries a message.</summary>
    public TimeSpan CheckAfter { get; init; } = TimeSpan.FromSeconds(20);

    internal void Check(SettingCheck check)
    {
        check.RequireText(Host, "host", "smtp.insurer.example");
        check.RequireBetween(Port, 1, 65535, "port");
        check.Require(Enum.IsDefined(Tls), "tls", $"is {Tls}; expected {string.Join(", ", Enum.GetNames<SmtpTls>())}");
        check.Require(User is null == Password is null, "password", "user and password go together; one of them is missing");
        check.Require(User is null || Tls != SmtpTls.None, "tls", "is None; a password must not travel in the clear");
        check.RequireBetween(Connections, 1, 64, "connections");
        check.RequireSpan(Timeout, "timeout");
        check.RequireSpan(CheckAfter, "checkAfter");
    }
}
