using Campaigns.Model;

namespace Campaigns.Rendering.Set;

/// <summary>What a channel's template files consist of, and how long the message may be.</summary>
/// <param name="HeadingKey">The front matter key of the subject or title; null where there is none.</param>
/// <param name="Keys">All front matter keys.</param>
/// <param name="MaxBody">Characters; for a push, UTF-8 bytes of title, body and link together.</param>
internal sealed record MessageKind(string? HeadingKey, IReadOnlyList<string> Keys, int MaxBody)
{
    /// <summary>RFC 5322, 2.1.1: a header line has at most 998 characters.</summary>
    internal const int MaxHeading = 900;

    /// <summary>Ten concatenated segments are more than any reader wants.</summary>
    private static readonly MessageKind Text = new(null, [], 1_000);

    /// <summary>APNs and FCM take 4 KB.</summary>
    private static readonly MessageKind Push = new("title", ["title", "link"], 4_096);

    private static readonly MessageKind Task = new("title", ["title"], 16_384);

    /// <summary>Gmail clips at about 100 KB; what is longer than 256 KB is a mistake.</summary>
    private static readonly MessageKind Email = new("subject", ["subject", "preheader"], 256 * 1024);

    internal static MessageKind Of(Channel channel) => channel.Name switch
    {
        "push" or "wechat" => Push,
        "email" => Email,
        "agent" => Task,
        _ => Text,
    };
}
