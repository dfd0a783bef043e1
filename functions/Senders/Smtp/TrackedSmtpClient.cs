using MailKit.Net.Smtp;
using MimeKit;

namespace Campaigns.Senders.Smtp;

/// <summary>An SMTP client that remembers how far the current message came, which decides what a lost connection means.</summary>
internal sealed class TrackedSmtpClient : SmtpClient
{
    /// <summary>
    /// Whether DATA may have begun: it follows the acceptance of the recipient at once. Before it, nothing was
    /// handed over; after it, only the server's answer tells (RFC 5321 4.1.1.4).
    /// </summary>
    public bool DataBegun { get; private set; }

    /// <summary>The server's answer that refused the recipient, with its enhanced status code.</summary>
    public SmtpResponse? RecipientRefusal { get; private set; }

    /// <summary>When it last carried a message or a NOOP, in the pool's timestamps.</summary>
    public long LastUsed { get; set; }

    public void BeginMessage() => (DataBegun, RecipientRefusal) = (false, null);

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        DataBegun = true;
        base.OnRecipientAccepted(message, mailbox, response);
    }

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        RecipientRefusal = response;
        base.OnRecipientNotAccepted(message, mailbox, response);
    }
}
