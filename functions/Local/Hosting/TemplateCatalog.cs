using Campaigns.Templates;
using Campaigns.Workflows;
using Campaigns.Workflows.Ports;

namespace Campaigns.Local.Hosting;

/// <summary>The template set as the validator asks for it.</summary>
public sealed class TemplateCatalog(TemplateSet set) : ITemplateCatalog
{
    /// <inheritdoc/>
    public IEnumerable<string> Names => set.Templates.Select(template => template.Name).Distinct();

    /// <inheritdoc/>
    public bool Has(string template, Channel channel) => set.Contains(template, channel);
}
