using System.Diagnostics.CodeAnalysis;
using MimeKit;

namespace Campaigns.Senders.Email;

/// <summary>Reads one bare mailbox. Stricter than the header grammar: no display name, no comment, no second address smuggled in.</summary>
internal static class Mailbox
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out MailboxAddress? mailbox)
    {
        mailbox = null;
        // 254 octets is the longest path SMTP carries (RFC 5321 4.5.3.1.3, erratum 1690).
        return text is { Length: > 2 and <= 254 }
            && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';' or '(' or ')')
            && MailboxAddress.TryParse(text, out mailbox)
            && mailbox.LocalPart.Length > 0 && mailbox.Domain.Length > 0;
    }
}
