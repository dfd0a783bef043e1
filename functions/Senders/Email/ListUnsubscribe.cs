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
        if (unsubscribe is null)
            return;

        headers.Add(HeaderId.ListUnsubscribe, Addresses(unsubscribe, mailbox));
        // RFC 8058 section 3.1: one-click only over HTTPS. Loopback is let through so that a local run shows what production sends.
        if (unsubscribe.Scheme == Uri.UriSchemeHttps || (unsubscribe.Scheme == Uri.UriSchemeHttp && unsubscribe.IsLoopback))
            headers.Add(HeaderId.ListUnsubscribePost, OneClick);
    }

    private static string Addresses(Uri unsubscribe, string? mailbox) =>
        mailbox is null
            ? $"<{unsubscribe.AbsoluteUri}>"
            : $"<{unsubscribe.AbsoluteUri}>, <mailto:{mailbox}?subject=unsubscribe>";
}
