using Campaigns.Senders.Settings;

namespace Campaigns.Senders.Email;

/// <summary>Who the insurer's e-mail comes from.</summary>
public sealed record EmailIdentity
{
    /// <summary>The mailbox in <c>From</c>; its domain also ends every <c>Message-ID</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>The name shown beside it, in any script.</summary>
    public string? FromName { get; init; }

    /// <summary>Where answers go, when not to <see cref="From"/>.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>
    /// A mailbox that takes unsubscribe requests; offered after the one-click address in <c>List-Unsubscribe</c>
    /// for mail programs that only know RFC 2369.
    /// </summary>
    public string? UnsubscribeMailbox { get; init; }

    internal void Check(SettingCheck check)
    {
        check.Require(IsMailbox(From), "from", $"is '{From}'; expected a mailbox such as service@insurer.example");
        check.Require(ReplyTo is null || IsMailbox(ReplyTo), "replyTo", $"is '{ReplyTo}'; expected a mailbox or nothing");
        CheckAscii(check, From, "from");
        CheckAscii(check, ReplyTo, "replyTo");
        check.Require(UnsubscribeMailbox is null || IsMailbox(UnsubscribeMailbox), "unsubscribeMailbox",
            $"is '{UnsubscribeMailbox}'; expected a mailbox or nothing");
    }

    /// <summary>
    /// A name that only servers with SMTPUTF8 take would keep the mail from all customers whose server is none: that is an error of the
    /// settings, not of each message.
    /// </summary>
    private static void CheckAscii(SettingCheck check, string? mailbox, string name) => check.Require(
        !Mailbox.TryParse(mailbox, out var parsed) || !Mailbox.NeedsUtf8(parsed), name,
        $"is '{mailbox}'; before the @ expected ASCII characters, as many mail servers take no others");

    internal static bool IsMailbox(string? text) => Mailbox.TryParse(text, out _);
}
