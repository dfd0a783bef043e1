using Campaigns.Model;

namespace Campaigns.Rendering;

/// <summary>One message to be written for one customer.</summary>
/// <param name="Template">The template's name, for example <c>renewal/early-bird</c>.</param>
/// <param name="Channel">The channel it goes by.</param>
/// <param name="Locales">BCP 47 locales in order of preference; see <see cref="LocaleChain"/> for what stands in when one is
/// missing.</param>
/// <param name="Globals">
/// What the template may name: <c>customer</c>, <c>policy</c>, <c>event</c>, <c>journey</c>, <c>insurer</c>,
/// <c>links</c>, <c>now</c>. Groups are <see cref="Scriban.Runtime.IScriptObject"/>s, which say by <c>Contains</c> which
/// members they know, or dictionaries. Values are strings, numbers, booleans, <see cref="NodaTime.LocalDate"/>s,
/// <see cref="NodaTime.ZonedDateTime"/>s or null. <c>now</c> says by its zone which the customer's is.
/// </param>
public sealed record RenderRequest(
    string Template, Channel Channel, IReadOnlyList<string> Locales, IReadOnlyDictionary<string, object?> Globals)
{
    /// <summary>Whether an e-mail's plain text is written beside its HTML; whoever only counts messages needs none.</summary>
    public bool PlainText { get; init; } = true;
}
