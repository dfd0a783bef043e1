using System.Text.RegularExpressions;

namespace Campaigns.Model.Timeline;

/// <summary>
/// How providers say that the recipient does not want our messages: told of by a provider, it is a refusal like any other. The sources of
/// the codes and wordings are in docs/senders.md.
/// </summary>
public static partial class RecipientRefusal
{
    /// <summary>The code of the refusal that a provider told of.</summary>
    /// <param name="said">A code or words.</param>
    /// <returns><see cref="DeliveryReason.OptedOut"/> or <see cref="DeliveryReason.Blocked"/>; null: it says nothing of the kind.</returns>
    public static string? Of(string? said) => string.IsNullOrEmpty(said) ? null
        : OptedOut().IsMatch(said) ? DeliveryReason.OptedOut
        : Blocked().IsMatch(said) ? DeliveryReason.Blocked
        : null;

    /// <summary>Whether a <see cref="DeliveryReason"/> tells that the recipient does not want our messages.</summary>
    public static bool Is(string? reason) => reason is DeliveryReason.OptedOut or DeliveryReason.Blocked or DeliveryReason.Complaint
        or DeliveryReason.Complained or "acs-4007";

    // Twilio 21610 "Attempt to send to unsubscribed recipient"; Telnyx 40300 "Blocked due to STOP message"; Azure SMS 4007 "… has opted
    // out of receiving messages from you"; SendGrid "Unsubscribed Address"; Mailgun "Not delivering to a user who marked your messages as spam".
    [GeneratedRegex(
        @"\b(?:21610|40300)\b|\bopted[\s_-]?out\b|\bunsubscribed (?:recipient|address|user|number|customer)\b"
        + @"|\b(?:recipient|user|subscriber|customer|number)\b[^.;]{0,20}\bunsubscribed\b|\bdue to (?:a )?stop message\b"
        + @"|\bspam reporting address\b|\bmarked (?:your|our|the) messages? as spam\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OptedOut();

    // Azure SMS "Sender blocked for given recipient"; Twilio 63014 "Channel message blocked by user action"; SMTP servers in words after
    // 5.7.1, which by itself says only that a rule of the server or of the recipient forbids it (RFC 3463, 3.8).
    [GeneratedRegex(
        @"\b63014\b|\bsender (?:is |was |has been )?blocked (?:for|by) (?:the |this |given |its |your )*(?:recipient|user|mailbox owner)"
        + @"|\bblocked by (?:the |this |your )*(?:recipient|user|mailbox owner|addressee)\b"
        + @"|\b(?:recipient|user|addressee|mailbox owner)\b[^.;]{0,30}\b(?:has |have )?"
        + "(?:blocked|rejects?|refuses?|(?:is |are )?not accepting|does not accept|doesn't accept)"
        + @" (?:you\b|(?:all |any )?(?:e-?)?(?:mails?|messages?) from (?:you\b|(?:this|your|the) sender|your address)"
        + "|(?:this|your|the) (?:sender|address))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Blocked();
}
