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

    /// <summary>The domain as the domain name system has it: <c>xn--…</c> for one in another script.</summary>
    public static string AsciiDomain(MailboxAddress mailbox)
    {
        var address = mailbox.GetAddress(idnEncode: true);
        return address[(address.LastIndexOf('@') + 1)..];
    }

    /// <summary>Whether the mailbox's own name needs SMTPUTF8 (RFC 6531): unlike a domain it has no ASCII form.</summary>
    public static bool NeedsUtf8(MailboxAddress mailbox) => !mailbox.LocalPart.All(char.IsAscii);

    /// <summary>A <c>mailto</c> address (RFC 6068) of it, with the domain in the ASCII form.</summary>
    public static string Uri(MailboxAddress mailbox) => $"mailto:{System.Uri.EscapeDataString(mailbox.LocalPart)}@{AsciiDomain(mailbox)}";
}
