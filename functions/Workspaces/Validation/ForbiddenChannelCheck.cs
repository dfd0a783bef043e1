using Campaigns.Definitions.Catalog;
using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Workspaces.Validation;

/// <summary>Texts that carry data by a channel which the catalog does not allow for it.</summary>
internal static class ForbiddenChannelCheck
{
    /// <summary>Finds them.</summary>
    /// <returns>Each with the file among the texts.</returns>
    public static IEnumerable<(string File, Finding Finding)> Run(TemplateSet templates, AttributeCatalog catalog) =>
        from template in templates.Templates
        from reference in template.References
        let attribute = Find(catalog, reference.Path)
        where attribute?.Channels is { } allowed && !allowed.Contains(template.Channel)
        select (reference.File, new Finding(FindingSeverity.Error, "", reference.Line, "forbidden-channel",
            $"{reference.Path} may not go by {template.Channel}: the catalog allows "
            + $"{(attribute!.Channels!.Count == 0 ? "no channel" : Spelling.OneOf([.. attribute.Channels.Select(channel => channel.Name)]))}; take it out of this text")
        { Column = reference.Column });

    private static AttributeDefinition? Find(AttributeCatalog catalog, string path) =>
        path.Split('.') is [("customer" or "policy" or "event") and var subject, var name, ..] ? catalog.Find(subject, name) : null;
}
