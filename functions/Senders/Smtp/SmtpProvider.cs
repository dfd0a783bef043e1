using System.Net.Sockets;
using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Campaigns.Senders.Smtp;

/// <summary>Delivers e-mail to a mail server over SMTP.</summary>
/// <remarks>
/// SMTP knows no idempotency key, so the provider is exact about what a failure means: before DATA nothing was handed
/// over (<see cref="ProviderResult.Unavailable"/>); after it only the server's answer tells, and without one the
/// outcome is <see cref="ProviderResult.Unknown"/>. Cancellation is answered too, not thrown: only the provider knows
/// on which side of DATA it fell.
/// </remarks>
public sealed class SmtpProvider : IChannelProvider, IDisposable
{
    private readonly SmtpOptions _options;
    private readonly MimeMessageFactory _mail;
    private readonly TimeProvider _time;
    private readonly SmtpConnections _connections;

    /// <summary>Makes the provider; it connects with the first message.</summary>
    /// <param name="options">The server.</param>
    /// <param name="mail">Builds the messages.</param>
    /// <param name="time">The clock of timeouts and idle connections.</param>
    public SmtpProvider(SmtpOptions options, MimeMessageFactory mail, TimeProvider time)
    {
        (_options, _mail, _time) = (options, mail, time);
        _connections = new SmtpConnections(options, time);
    }

    /// <inheritdoc/>
    public string Name => "smtp";

    /// <inheritdoc/>
    public bool HonoursIdempotencyKey => false;

    /// <inheritdoc/>
    public int MaxConcurrency => _options.Connections;

    /// <inheritdoc/>
    public async ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        if (message.Content is not RenderedMessage.Email content)
            return new ProviderResult.Rejected(DeliveryReason.NotAnEmail, SuppressAddress: false);
        if (!_mail.TryCreate(message, content, out var mime))
            return new ProviderResult.Rejected(DeliveryReason.BadAddress, SuppressAddress: true);

        using (mime)
        using (var timeout = new CancellationTokenSource(_options.Timeout, _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token))
            return await SendAsync(mime, either.Token);
    }

    /// <summary>Closes the idle connections.</summary>
    public void Dispose() => _connections.Dispose();

    private async Task<ProviderResult> SendAsync(MimeMessage mime, CancellationToken cancel)
    {
        TrackedSmtpClient client;
        try
        {
            client = await _connections.RentAsync(cancel);
        }
        catch (Exception failure)
        {
            return new ProviderResult.Unavailable(Reason(failure));
        }

        var reusable = false;
        try
        {
            client.BeginMessage();
            if (NeedsUtf8(mime) && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                reusable = true;
                return new ProviderResult.Rejected(DeliveryReason.AddressUnsupported, SuppressAddress: false);
            }

            var response = await client.SendAsync(mime, cancel);
            reusable = true;
            return new ProviderResult.Accepted(SmtpVerdict.QueueId(response));
        }
        catch (SmtpCommandException refusal)
        {
            // 421: the server is closing this connection (RFC 5321 3.8).
            reusable = (int)refusal.StatusCode != 421;
            return Verdict(refusal, client.RecipientRefusal);
        }
        catch (Exception failure)
        {
            return client.DataBegun
                ? new ProviderResult.Unknown(Reason(failure))
                : new ProviderResult.Unavailable(Reason(failure));
        }
        finally
        {
            _connections.Return(client, reusable);
        }
    }

    /// <summary>Whether SMTPUTF8 is needed; the client would send such a name raw to a server that does not offer it.</summary>
    private static bool NeedsUtf8(MimeMessage mime) => mime.To.Mailboxes.Any(Mailbox.NeedsUtf8);

    private static ProviderResult Verdict(SmtpCommandException refusal, SmtpResponse? recipient) => refusal.ErrorCode switch
    {
        SmtpErrorCode.RecipientNotAccepted when recipient is not null =>
            SmtpVerdict.Of((int)recipient.StatusCode, recipient.Response, aboutRecipient: true),
        SmtpErrorCode.SenderNotAccepted when (int)refusal.StatusCode >= 500 =>
            new ProviderResult.Rejected(DeliveryReason.SenderRefused, SuppressAddress: false),
        _ =>
            SmtpVerdict.Of((int)refusal.StatusCode, refusal.Message,
                aboutRecipient: refusal.ErrorCode == SmtpErrorCode.RecipientNotAccepted),
    };

    // A wrong password or certificate is the operator's to mend; the messages wait for it.
    private static string Reason(Exception failure) => failure switch
    {
        OperationCanceledException => DeliveryReason.SmtpTimeout,
        AuthenticationException or ServiceNotAuthenticatedException => DeliveryReason.SmtpLogin,
        // The latter when the server does not offer the STARTTLS that is asked for.
        SslHandshakeException or NotSupportedException => DeliveryReason.SmtpTls,
        SocketException => DeliveryReason.SmtpConnect,
        SmtpCommandException refused => $"smtp-{(int)refused.StatusCode}",
        _ => DeliveryReason.SmtpConnectionLost,
    };
}
