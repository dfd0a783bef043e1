using Scriban;

namespace Campaigns.Rendering.Set;

/// <summary>The parsed parts of one template file.</summary>
internal sealed class MessageParts
{
    /// <summary>An e-mail's subject, a push's or task's title.</summary>
    internal Template? Heading { get; set; }

    /// <summary>The text a mail program shows beside the subject in its list.</summary>
    internal Template? Preheader { get; set; }

    /// <summary>Where a tap on a push leads.</summary>
    internal Template? Link { get; set; }

    internal required Template Body { get; init; }

    /// <summary>An e-mail's own plain text, where the author wrote one.</summary>
    internal Template? Text { get; init; }

    /// <summary>The attributes without which the text says nothing decent: <c>policy.expires_on</c>.</summary>
    internal IReadOnlyList<string> Requires { get; set; } = [];

    internal IEnumerable<Template> All => new[] { Heading, Preheader, Link, Body, Text }.OfType<Template>();
}
