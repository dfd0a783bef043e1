using System.Text.RegularExpressions;

namespace Campaigns.Model.Timeline;

/// <summary>
/// Why a message was not accepted or came back: a closed vocabulary. Providers and their reports speak in their own words; whatever is
/// not in it becomes <see cref="Other"/>, so that reasons can be counted without their number growing with what others say.
/// </summary>
public static partial class DeliveryReason
{
    /// <summary>Any reason that is not in the vocabulary; the words themselves are on the timeline only.</summary>
    public const string Other = "other";

    /// <summary>The detail of a timeline event that keeps the words; forgotten with the customer, and never published.</summary>
    public const string WordsDetail = "said";

    /// <summary>How much of somebody's words is kept, in characters.</summary>
    public const int MaxWords = 256;

    /// <summary>The mailbox or number does not exist, or does not accept messages any more.</summary>
    public const string HardBounce = "hard-bounce";

    /// <summary>The message came back for a reason that may pass.</summary>
    public const string SoftBounce = "soft-bounce";

    /// <summary>The customer reported the message as unwanted.</summary>
    public const string Complaint = "complaint";

    /// <summary>A report says that it came back, without a known reason.</summary>
    public const string Bounced = "bounced";

    /// <summary>A report says that it was complained about, without a known reason.</summary>
    public const string Complained = "complained";

    /// <summary>Not an address of this channel.</summary>
    public const string BadAddress = "bad-address";

    /// <summary>Not a mail address.</summary>
    public const string NotAnEmail = "not-an-email";

    /// <summary>Not a telephone number.</summary>
    public const string BadNumber = "bad-number";

    /// <summary>Not a device that push messages reach.</summary>
    public const string BadToken = "bad-token";

    /// <summary>The app was removed from the device.</summary>
    public const string Unregistered = "unregistered";

    /// <summary>The recipient opted out at the carrier or the provider.</summary>
    public const string OptedOut = "opted-out";

    /// <summary>The carrier or the provider blocks messages to this recipient.</summary>
    public const string Blocked = "blocked";

    /// <summary>It could not be delivered, for no further known reason.</summary>
    public const string Undeliverable = "undeliverable";

    /// <summary>The address existed, and is gone for good.</summary>
    public const string AddressGone = "address-gone";

    /// <summary>The server cannot take this kind of address.</summary>
    public const string AddressUnsupported = "address-unsupported";

    /// <summary>The address is not known.</summary>
    public const string UnknownAddress = "unknown-address";

    /// <summary>The mailbox is full.</summary>
    public const string MailboxFull = "mailbox-full";

    /// <summary>The message is too large.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The server does not accept this sender.</summary>
    public const string SenderRefused = "sender-refused";

    /// <summary>A rule of the server forbids it.</summary>
    public const string PolicyRefused = "policy-refused";

    /// <summary>Refused without a further reason.</summary>
    public const string Refused = "refused";

    /// <summary>Rejected without a further reason.</summary>
    public const string Rejected = "rejected";

    /// <summary>The provider itself suppresses this address.</summary>
    public const string SuppressedByProvider = "suppressed";

    /// <summary>Taken for spam.</summary>
    public const string FilteredSpam = "filtered-spam";

    /// <summary>Put into quarantine.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>The service could not send the mail.</summary>
    public const string EmailFailed = "email-failed";

    /// <summary>The service could not send the text message.</summary>
    public const string SmsFailed = "sms-failed";

    /// <summary>No connection to the provider.</summary>
    public const string HttpConnection = "http-connection";

    /// <summary>The provider did not answer in time.</summary>
    public const string HttpTimeout = "http-timeout";

    /// <summary>The mail server did not answer in time.</summary>
    public const string SmtpTimeout = "smtp-timeout";

    /// <summary>The mail server refused the login.</summary>
    public const string SmtpLogin = "smtp-login";

    /// <summary>No encrypted connection to the mail server.</summary>
    public const string SmtpTls = "smtp-tls";

    /// <summary>No connection to the mail server.</summary>
    public const string SmtpConnect = "smtp-connect";

    /// <summary>The connection to the mail server broke.</summary>
    public const string SmtpConnectionLost = "smtp-connection-lost";

    /// <summary>An attempt took too long.</summary>
    public const string Timeout = "timeout";

    /// <summary>The sender was stopped.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>No credential for the service could be had.</summary>
    public const string NoCredential = "no-credential";

    /// <summary>The answer could not be read.</summary>
    public const string UnreadableAnswer = "unreadable-answer";

    /// <summary>The circuit breaker is open: the provider failed too often just before.</summary>
    public const string BreakerOpen = "breaker-open";

    /// <summary>Over the configured number of messages a minute.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The provider's adapter failed unexpectedly.</summary>
    public const string ProviderError = "provider-error";

    /// <summary>Somebody asked that the address be suppressed, without a further cause.</summary>
    public const string Request = "request";

    /// <summary>The template could not be rendered.</summary>
    public const string Template = "template";

    /// <summary>The text breaks a rule of wording.</summary>
    public const string Wording = "wording";

    /// <summary>The sender was killed between the attempt and the answer.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Failed for internal reasons; it is a dead letter.</summary>
    public const string DeadLettered = "moved-aside";

    private static readonly HashSet<string> Vocabulary = new(StringComparer.Ordinal)
    {
        Other, HardBounce, SoftBounce, Complaint, Bounced, Complained, BadAddress, NotAnEmail, BadNumber, BadToken, Unregistered, OptedOut,
        Blocked, Undeliverable, AddressGone, AddressUnsupported,
        UnknownAddress, MailboxFull, TooLarge, SenderRefused, PolicyRefused, Refused, Rejected, SuppressedByProvider, FilteredSpam,
        Quarantined, EmailFailed, SmsFailed, HttpConnection, HttpTimeout, SmtpTimeout, SmtpLogin, SmtpTls, SmtpConnect, SmtpConnectionLost,
        Timeout, Cancelled, NoCredential, UnreadableAnswer, BreakerOpen, RateLimited, ProviderError, Request, Template, Wording, Interrupted,
        DeadLettered,
    };

    /// <summary>
    /// Whether a reason is in the vocabulary: one of the codes above; <c>http-</c> or <c>smtp-</c> with a status of three digits; or
    /// <c>acs-</c> with a code of four digits of the Azure SMS service.
    /// </summary>
    public static bool IsKnown(string reason) => Vocabulary.Contains(reason) || Status().IsMatch(reason);

    /// <summary>The code of a reason that somebody else wrote.</summary>
    /// <param name="said">A code, or words.</param>
    /// <param name="otherwise">The code to use when it is none.</param>
    /// <returns>The code; and the words, at most <see cref="MaxWords"/> characters of them, when they are not that code.</returns>
    public static (string Code, string? Words) Classify(string? said, string otherwise = Other) =>
        string.IsNullOrWhiteSpace(said) ? (otherwise, null)
            : IsKnown(said) ? (said, null)
            : (RecipientRefusal.Of(said) ?? otherwise, said.Length <= MaxWords ? said : said[..MaxWords]);

    /// <summary>Whether a reason says that messages came back because of their address, or would.</summary>
    public static bool IsBounce(string reason) => reason is HardBounce or SoftBounce or Bounced or BadAddress or NotAnEmail or BadNumber
        or BadToken or Unregistered or Undeliverable or AddressGone or AddressUnsupported or UnknownAddress or MailboxFull
        or SuppressedByProvider;

    /// <summary>Whether a reason says that a message was reported as unwanted.</summary>
    public static bool IsComplaint(string reason) => reason is Complaint or Complained;

    [GeneratedRegex(@"^(?:(?:http|smtp)-[1-5][0-9]{2}|acs-[0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Status();
}
