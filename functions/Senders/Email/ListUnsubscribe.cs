using MimeKit;

namespace Campaigns.Senders.Email;

/// <summary>The headers by which a mail program offers its own unsubscribe button (RFC 2369, RFC 8058).</summary>
internal static class ListUnsubscribe
{
    /// <summary>The only value RFC 8058 defines for <c>List-Unsubscribe-Post</c>.</summary>
    public const string OneClick = "List-Unsubscribe=One-Click";

    /// <summary>Adds the headers of a marketing message; a transactional one (no address) gets none, as nobody can opt out of it.</summary>
    public static void AddTo(HeaderList headers, Uri? unsubscribe, string? mailbox)
    {
        foreach (var (name, value) in Headers(unsubscribe, mailbox) ?? [])
            headers.Add(name, value);
    }

    /// <summary>The same headers for a service that takes them by name; null for none.</summary>
    public static Dictionary<string, string>? Headers(Uri? unsubscribe, string? mailbox)
    {
        if (unsubscribe is null)
            return null;
        var headers = new Dictionary<string, string> { ["List-Unsubscribe"] = Addresses(unsubscribe, mailbox) };
        // RFC 8058 section 3.1: one-click only over HTTPS. Loopback is let through so that a local run shows what production sends.
        if (unsubscribe.Scheme == Uri.UriSchemeHttps || (unsubscribe.Scheme == Uri.UriSchemeHttp && unsubscribe.IsLoopback))
            headers["List-Unsubscribe-Post"] = OneClick;
        return headers;
    }

    private static string Addresses(Uri unsubscribe, string? mailbox) =>
        mailbox is null
            ? $"<{unsubscribe.AbsoluteUri}>"
            : $"<{unsubscribe.AbsoluteUri}>, <{MailTo(mailbox)}?subject=unsubscribe>";

    private static string MailTo(string mailbox) => Mailbox.TryParse(mailbox, out var parsed)
        ? Mailbox.Uri(parsed)
        : throw new ArgumentException($"'{mailbox}' is not a mailbox.");
}
