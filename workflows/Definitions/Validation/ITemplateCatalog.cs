using Campaigns.Model;
using Campaigns.Model.Messages;

namespace Campaigns.Definitions.Validation;

/// <summary>
/// Which templates there are, and what they need: asked when a journey is checked, before customers enter it, and when a contact is decided.
/// </summary>
public interface ITemplateCatalog
{
    /// <summary>The names of all templates, for example <c>renewal/reminder</c>.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Whether a template has a text for a channel, in at least one locale.</summary>
    bool Has(string template, Channel channel);

    /// <summary>The attributes that a template's texts for a channel say they require, in any locale: <c>policy.expires_on</c>.</summary>
    IReadOnlyList<string> RequiredBy(string template, Channel channel) => [];

    /// <summary>The first attribute that a message's text requires and the data do not have; null: it can be written.</summary>
    /// <param name="template">The template.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="locales">The customer's locales, which decide about the text.</param>
    /// <param name="data">The groups of attributes by name, as the text will see them; asked for only if the text requires something.</param>
    string? MissingFor(
        string template, Channel channel, IReadOnlyList<string> locales, Func<IReadOnlyDictionary<string, object?>> data) => null;

    /// <summary>What in a template's texts for a channel reads like advertising, in words; null: nothing, or it is not known.</summary>
    string? PromotionIn(string template, Channel channel) => null;

    /// <summary>What a template's texts for a channel read, each with its place; empty when it is not known.</summary>
    IEnumerable<TemplateReference> ReferencesIn(string template, Channel channel) => [];

    /// <summary>The words that customers may reply with, which the texts name.</summary>
    ReplyWords Replies => ReplyWords.Carriers;
}
