using System.Diagnostics.CodeAnalysis;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using MimeKit;
using MimeKit.Text;

namespace Campaigns.Senders.Email;

/// <summary>
/// Builds the MIME message of an e-mail. The same <see cref="OutgoingMessage"/> always gives the same bytes, so a
/// message sent twice under one id cannot differ.
/// </summary>
public sealed class MimeMessageFactory
{
    private static readonly IReadOnlyList<Header> NoHeaders = [];
    private static readonly Version Mime = new(1, 0);
    private readonly EmailIdentity _identity;
    private readonly MailboxAddress _from;
    private readonly MailboxAddress? _replyTo;
    private readonly string _domain;

    /// <summary>Builds messages from this identity.</summary>
    /// <param name="identity">The sender shown to customers.</param>
    /// <exception cref="ArgumentException">A mailbox of the identity is not one.</exception>
    public MimeMessageFactory(EmailIdentity identity)
    {
        _identity = identity;
        _from = Parse(identity.From, identity.FromName);
        _replyTo = identity.ReplyTo is { } replyTo ? Parse(replyTo, null) : null;
        _domain = Mailbox.AsciiDomain(_from);
    }

    /// <summary>Builds the message: plain text and HTML alternatives in UTF-8, in encodings that survive seven-bit relays.</summary>
    /// <param name="message">What to send; <see cref="OutgoingMessage.To"/> is one bare mailbox.</param>
    /// <param name="content">Its content.</param>
    /// <param name="mime">The built message; the caller disposes it.</param>
    /// <returns>False when the address is not a mailbox.</returns>
    public bool TryCreate(OutgoingMessage message, RenderedMessage.Email content, [NotNullWhen(true)] out MimeMessage? mime)
    {
        mime = null;
        if (!Mailbox.TryParse(message.To, out var to))
            return false;

        var name = SafeName.Of(message.Id.Value);
        // Built from no headers: the plain constructor draws a random id and reads the host's name, half of all the cost.
        mime = new MimeMessage(NoHeaders)
        {
            MimeVersion = Mime,
            MessageId = $"{name}@{_domain}",
            Date = message.At.ToDateTimeOffset(),
            Body = Alternatives(content, name),
        };
        mime.Headers.Add(HeaderText.Of(HeaderId.Subject, OneLine(content.Subject)));
        mime.Headers.Add(HeaderText.Of(HeaderId.From, _from));
        mime.Headers.Add(HeaderText.Of(HeaderId.To, to));
        if (_replyTo is not null)
            mime.Headers.Add(HeaderText.Of(HeaderId.ReplyTo, _replyTo));
        mime.Body.Headers.Add(HeaderId.ContentLanguage, OneLine(message.Locale));
        ListUnsubscribe.AddTo(mime.Headers, message.Unsubscribe, _identity.UnsubscribeMailbox);
        mime.Prepare(EncodingConstraint.SevenBit);
        return true;
    }

    private static MultipartAlternative Alternatives(RenderedMessage.Email content, string name) =>
        // Readers show the last alternative they understand (RFC 2046 5.1.4), hence HTML last. "=_" cannot occur in
        // quoted-printable or base64, so the boundary is safe without being random.
        new(Text(TextFormat.Plain, content.PlainText), Text(TextFormat.Html, content.Html))
        {
            Boundary = "=_" + (name.Length > 60 ? name[..60] : name),
        };

    private static TextPart Text(TextFormat format, string text)
    {
        var part = new TextPart(format);
        part.SetText(System.Text.Encoding.UTF8, text);
        return part;
    }

    /// <summary>A line break in a header would start another header; templates are data, so it becomes a space.</summary>
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    private static MailboxAddress Parse(string text, string? name)
    {
        if (!Mailbox.TryParse(text, out var mailbox))
            throw new ArgumentException($"'{text}' is not a mailbox.");
        mailbox.Name = name;
        return mailbox;
    }
}
