using Campaigns.Model;

namespace Campaigns.Rendering.Set;

/// <summary>A template file that parsed.</summary>
/// <param name="Name">For example <c>renewal/early-bird</c>.</param>
/// <param name="Channel">The channel it writes for.</param>
/// <param name="Locale">The BCP 47 locale it is written in.</param>
/// <param name="File">Its path in the source.</param>
/// <param name="Version">The first 16 hex digits of the SHA-256 of its text, its layout's, and the words of <c>reply</c> it names.</param>
/// <param name="Variables">The paths it reads, sorted: <c>customer.given_name</c>, <c>now</c>. Its layout's are among them.</param>
public sealed record TemplateInfo(
    string Name, Channel Channel, string Locale, string File, string Version, IReadOnlyList<string> Variables)
{
    /// <summary>The attributes without which it is not sent: <c>policy.expires_on</c>.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];
}
