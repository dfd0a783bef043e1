using System.Text.RegularExpressions;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Smtp;

/// <summary>What a mail server's refusal means for the message and for the address.</summary>
/// <remarks>
/// An address is suppressed only when the mailbox itself is at fault. A policy refusal (5.7.x, 554) speaks about the
/// sender: suppressing on it would strike out a whole portfolio the day a block list errs. Codes: RFC 5321 4.2.3, RFC 3463.
/// </remarks>
internal static partial class SmtpVerdict
{
    /// <summary>The verdict on a reply code.</summary>
    /// <param name="code">The three-digit code.</param>
    /// <param name="text">The text after it, with the enhanced status code if the server gives one.</param>
    /// <param name="aboutRecipient">Whether it answered RCPT TO.</param>
    public static ProviderResult Of(int code, string text, bool aboutRecipient)
    {
        if (code is < 500 or > 599)
            return new ProviderResult.Unavailable($"smtp-{code}");

        // In words: the recipient does not want our mail. That is theirs to say, and the address exists.
        if (RecipientRefusal.Of(text) is { } refusal)
            return new ProviderResult.Rejected(refusal, SuppressAddress: false);
        return Enhanced().Match(text) is { Success: true } match
            ? ByEnhancedCode(match.Groups[1].Value, match.Groups[2].Value)
            : ByCode(code, aboutRecipient);
    }

    /// <summary>The queue id in the server's last answer, in the wordings of Postfix, Exim, Exchange and the rest.</summary>
    public static string? QueueId(string? response)
    {
        if (string.IsNullOrWhiteSpace(response))
            return null;
        var match = Queued().Match(response) is { Success: true } named ? named : BareOk().Match(response);
        return match.Success ? match.Groups[1].Value : Truncated(response.Trim());
    }

    private static ProviderResult ByEnhancedCode(string subject, string detail) => (subject, detail) switch
    {
        // 1.7 and 1.8 are about the sender's own address.
        ("1", "7" or "8") => new ProviderResult.Rejected(DeliveryReason.SenderRefused, SuppressAddress: false),
        ("1", _) => new ProviderResult.Rejected(DeliveryReason.BadAddress, SuppressAddress: true),
        ("2", "2") => new ProviderResult.Rejected(DeliveryReason.MailboxFull, SuppressAddress: false),
        ("2", "3") or ("3", "4") => new ProviderResult.Rejected(DeliveryReason.TooLarge, SuppressAddress: false),
        ("2", _) => new ProviderResult.Rejected(DeliveryReason.HardBounce, SuppressAddress: true),
        ("7", _) => new ProviderResult.Rejected(DeliveryReason.PolicyRefused, SuppressAddress: false),
        _ => new ProviderResult.Rejected(DeliveryReason.Refused, SuppressAddress: false),
    };

    private static ProviderResult ByCode(int code, bool aboutRecipient) => code switch
    {
        553 when aboutRecipient => new ProviderResult.Rejected(DeliveryReason.BadAddress, SuppressAddress: true),
        550 or 551 when aboutRecipient => new ProviderResult.Rejected(DeliveryReason.HardBounce, SuppressAddress: true),
        552 when aboutRecipient => new ProviderResult.Rejected(DeliveryReason.MailboxFull, SuppressAddress: false),
        552 => new ProviderResult.Rejected(DeliveryReason.TooLarge, SuppressAddress: false),
        _ => new ProviderResult.Rejected(DeliveryReason.Refused, SuppressAddress: false),
    };

    private static string Truncated(string text) => text.Length <= 128 ? text : text[..128];

    [GeneratedRegex(@"\b5\.([0-9]{1,3})\.([0-9]{1,3})\b")]
    private static partial Regex Enhanced();

    // Postfix "queued as 4Xyz", Exim "OK id=1abC-00".
    [GeneratedRegex(@"(?:queued as\s+|\bid=)([A-Za-z0-9][A-Za-z0-9._@-]{3,})", RegexOptions.IgnoreCase)]
    private static partial Regex Queued();

    // Amazon SES "Ok 0100018f-…".
    [GeneratedRegex(@"^(?:2\.0\.0\s+)?Ok:?\s+([A-Za-z0-9][A-Za-z0-9._@-]{7,})$", RegexOptions.IgnoreCase)]
    private static partial Regex BareOk();
}
