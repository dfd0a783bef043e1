using System.Text.RegularExpressions;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Wording;
using Campaigns.Definitions.Workspaces;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;

namespace Campaigns.Preview;

/// <summary>
/// Everything that can be found out about texts before a customer reads them: each is written for customers of whom everything is known,
/// nothing is known, and whose values are strange.
/// </summary>
/// <param name="templates">The texts.</param>
/// <param name="catalog">The attributes.</param>
/// <param name="policy">Tells which categories need no consent, and so no way out.</param>
/// <param name="previewer">Writes the messages.</param>
public sealed partial class TemplateCheck(
    TemplateSet templates, AttributeCatalog catalog, ContactPolicy policy, MessagePreviewer previewer)
{
    /// <summary>What messages cost; null: not known.</summary>
    public MessagePrices? Prices { get; init; }

    private readonly WordingCheck _wording = new(templates, catalog, previewer);

    /// <summary>Looks at all texts, and at how the journeys use them.</summary>
    /// <param name="journeys">The journeys that send them.</param>
    /// <param name="complete">Whether these are all journeys there are, so that a text that none sends is not needed.</param>
    /// <returns>What is wrong or doubtful, each with its file, in the order of the files.</returns>
    public IReadOnlyList<(string File, Finding Finding)> Run(IReadOnlyCollection<JourneyDefinition> journeys, bool complete)
    {
        var uses = UsesOf(journeys);
        var found = new List<(string File, Finding Finding)>();
        found.AddRange(templates.Errors.Select(error =>
            (error.File, error.File == WordingRules.FileName
                ? new Finding(FindingSeverity.Error, "", error.Line, "bad-wording", error.Message)
                : new Finding(FindingSeverity.Error, "", error.Line, "bad-template", $"{error.Message} (column {error.Column})"))));
        found.AddRange(_wording.OfRules().Select(finding => (WordingRules.FileName, finding)));
        foreach (var template in templates.Templates)
            found.AddRange(Check(template, uses[template.Name].ToList()).Select(finding => (template.File, finding)));
        found.AddRange(MissingLocales(uses));
        if (complete)
            found.AddRange(Unused(uses));
        return [.. found.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Finding.Line)];
    }

    private IEnumerable<Finding> Check(TemplateInfo template, IReadOnlyList<Use> uses)
    {
        var full = previewer.Write(template, SampleCustomers.Full(catalog, template.Locale, previewer.Today)).Result;
        foreach (var finding in _wording.Of(template))
            yield return finding;
        if (full is RenderResult.Failed { Reason: RenderFailure.Wording, Text: { } said })
            full = said;
        if (full is RenderResult.Failed failed)
        {
            yield return Fault(failed, "of whom everything is known");
            yield break; // the others would fail in the same way
        }

        if (previewer.Write(template, SampleCustomers.Sparse(catalog, template.Locale)).Result
            is RenderResult.Failed { Reason: not (RenderFailure.Missing or RenderFailure.Wording) } sparse)
            yield return Fault(sparse, "of whom nothing is known; give a value to fall back on, or name the attribute under requires:");
        if (previewer.Write(template, SampleCustomers.Hostile(catalog, template.Locale)).Result
            is RenderResult.Failed { Reason: not (RenderFailure.Missing or RenderFailure.Wording) } hostile)
            yield return Fault(hostile, "whose values are long or strange");
        if (((RenderResult.Rendered)full).Message is RenderedMessage.Text text && template.Channel == Channel.Sms
            && SmsCost.Doubt(text.Body, Prices) is { } doubt)
            yield return new(FindingSeverity.Warning, "", 0, "long-sms", doubt);

        if (uses.Any(use => !policy.Exempt.Contains(use.Category)) && WayOut.TryGetValue(template.Channel.Name, out var ways)
            && !ways.Any(template.Variables.Contains))
        {
            yield return new(FindingSeverity.Warning, "", 0, "no-way-out",
                $"offers no way to refuse further messages: write {{{{ {string.Join(" }} or {{ ", ways)} }}}}");
        }

        foreach (var reference in InsecureLinks((RenderResult.Rendered)full))
        {
            yield return new(FindingSeverity.Warning, "", 0, "insecure-link",
                $"has the link {reference}, which anybody on the way can read and change; use https");
        }
    }

    private IEnumerable<(string, Finding)> Unused(ILookup<string, Use> uses) =>
        from texts in templates.Templates.GroupBy(template => template.Name)
        where !uses.Contains(texts.Key)
        let files = texts.Count()
        select (texts.First().File, new Finding(FindingSeverity.Warning, "", 0, "unused-template",
            $"no journey sends \"{texts.Key}\"{(files > 1 ? $", of which there are {files} files" : "")}"));

    private static readonly Dictionary<string, string[]> WayOut = new()
    {
        [Channel.Sms.Name] = ["reply.stop", "links.unsubscribe"],
        [Channel.Email.Name] = ["links.unsubscribe"],
    };

    /// <summary>A text that is written in a language for one of a template's channels is missed for the others that a journey uses.</summary>
    private IEnumerable<(string, Finding)> MissingLocales(ILookup<string, Use> uses)
    {
        var languages = templates.Templates.Select(template => template.Locale).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        // Of zh-Hant-HK beside zh-Hant, the second can stand in.
        var needed = languages.Where(locale => !languages.Exists(other => other != locale && StandsIn(other, locale))).ToList();
        foreach (var use in uses.SelectMany(group => group).DistinctBy(use => (use.Template, use.Channel)))
        {
            if (templates.Find(use.Template, use.Channel) is not { Count: > 0 } texts)
                continue; // the journey's own finding
            foreach (var locale in needed.Where(locale => !texts.Any(text => text.Locale.Equals(locale, StringComparison.OrdinalIgnoreCase)
                || StandsIn(text.Locale, locale))))
            {
                yield return (texts[0].File, new(FindingSeverity.Warning, "", 0, "missing-locale",
                    $"\"{use.Template}\" has no {use.Channel} text in {locale}, as other texts have; customers of that language get "
                    + $"{LocaleChain.Last}; write {use.Template}.{use.Channel}.{locale}.scriban"));
            }
        }
    }

    /// <summary>Whether a text in one locale is read to customers of another before one in the last of all.</summary>
    private static bool StandsIn(string locale, string other) =>
        !locale.Equals(other, StringComparison.OrdinalIgnoreCase) && !locale.Equals(LocaleChain.Last, StringComparison.OrdinalIgnoreCase)
        && LocaleChain.Expand([other]).Contains(locale, StringComparer.OrdinalIgnoreCase);

    private static Finding Fault(RenderResult.Failed failed, string who) =>
        new(FindingSeverity.Error, "", failed.Line, "bad-text", $"cannot be written for a customer {who}: {failed.Message}");

    private static IEnumerable<string> InsecureLinks(RenderResult.Rendered rendered) => (rendered.Message switch
    {
        RenderedMessage.Email email => Insecure().Matches(email.Html).Select(match => match.Value),
        RenderedMessage.Text text => Insecure().Matches(text.Body).Select(match => match.Value),
        RenderedMessage.Push push => Insecure().Matches($"{push.Body} {push.Link}").Select(match => match.Value),
        _ => [],
    }).Where(link => !link.StartsWith("http://www.w3.org/", StringComparison.Ordinal)).Distinct(); // names of formats, not links

    private static ILookup<string, Use> UsesOf(IEnumerable<JourneyDefinition> journeys) => (
        from journey in journeys
        from position in journey.Map.Positions
        from use in position.Step switch
        {
            SendStep send => send.Channels.Select(channel => new Use(send.Template, channel, journey.Category)),
            TaskStep task => [new Use(task.Template, Channel.Agent, journey.Category)],
            _ => (IEnumerable<Use>)[],
        }
        select use).ToLookup(use => use.Template);

    private sealed record Use(string Template, Channel Channel, string Category);

    [GeneratedRegex("http://[^\\s\"'<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Insecure();
}
