using Campaigns.Model;

namespace Campaigns.Definitions.Validation;

/// <summary>Which templates there are: asked when a journey is checked, before customers enter it.</summary>
public interface ITemplateCatalog
{
    /// <summary>The names of all templates, for example <c>renewal/reminder</c>.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Whether a template has a text for a channel, in at least one locale.</summary>
    bool Has(string template, Channel channel);

    /// <summary>What in a template's texts for a channel reads like advertising, in words; null: nothing, or it is not known.</summary>
    string? PromotionIn(string template, Channel channel) => null;

    /// <summary>What a template's texts for a channel read, each with its place; empty when it is not known.</summary>
    IEnumerable<TemplateReference> ReferencesIn(string template, Channel channel) => [];
}
