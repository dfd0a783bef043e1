using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Workspaces.Validation;

/// <summary>
/// The texts of a workspace, with those that cannot be used: a journey that sends one of them is not told that it is missing, and one that
/// sends a text that nobody wrote is.
/// </summary>
/// <param name="set">The texts.</param>
/// <param name="checkedThemselves">Whether what they read is checked where it stands, so that the journeys that send them need not tell.</param>
internal sealed class WrittenTexts(TemplateSet set, bool checkedThemselves) : ITemplateCatalog
{
    private readonly ITemplateCatalog _usable = set;
    private readonly HashSet<(string Template, Channel Channel)> _unusable = [.. set.Unusable];

    public IEnumerable<string> Names => _usable.Names.Concat(_unusable.Select(text => text.Template)).Distinct();

    public bool Has(string template, Channel channel) => _usable.Has(template, channel) || _unusable.Contains((template, channel));

    public IReadOnlyList<string> RequiredBy(string template, Channel channel) => _usable.RequiredBy(template, channel);

    public string? PromotionIn(string template, Channel channel) => _usable.PromotionIn(template, channel);

    public IEnumerable<TemplateReference> ReferencesIn(string template, Channel channel) =>
        checkedThemselves ? [] : _usable.ReferencesIn(template, channel);
}
