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

    /// <summary>Whether the insurer's name is the one that customers will read. Else how long a message is, is not judged.</summary>
    public bool IsNameKnown { get; init; } = true;

    private readonly WordingCheck _wording = new(templates, catalog, previewer);

    /// <summary>The languages in which every text must be; empty: those that any text has.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Looks at all texts, and at how the journeys use them.</summary>
    /// <param name="journeys">The journeys that send them.</param>
    /// <param name="complete">Whether these are all journeys there are, so that a text that none sends is not needed.</param>
    /// <returns>What is wrong or doubtful, each with its file, in the order of the files.</returns>
    public IReadOnlyList<(string File, Finding Finding)> Run(IReadOnlyCollection<JourneyDefinition> journeys, bool complete)
    {
        var uses = UsesOf(journeys);
        var found = new List<(string File, Finding Finding)>();
        found.AddRange(templates.Errors.Select(error =>
            (error.File, new Finding(FindingSeverity.Error, "", error.Line, error.File == WordingRules.FileName ? "bad-wording" : "bad-template", error.Message)
            {
                Column = error.Column,
            })));
        found.AddRange(_wording.OfRules().Select(finding => (WordingRules.FileName, finding)));
        var unknown = UnknownNames().ToList();
        found.AddRange(unknown);
        var files = unknown.Select(name => name.File).ToHashSet(StringComparer.Ordinal);
        foreach (var template in templates.Templates)
            found.AddRange(Check(template, uses[template.Name].ToList(), files));
        found.AddRange(MissingLocales(uses));
        found.AddRange(UnaskedLocales());
        if (complete)
            found.AddRange(Unused(uses));
        return [.. found.Distinct().OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Finding.Line)];
    }

    /// <summary>Every attribute, and every name of the insurer and the links, that is none; a rendering would stop at the first.</summary>
    private IEnumerable<(string File, Finding Finding)> UnknownNames()
    {
        foreach (var reference in templates.Templates.SelectMany(template => template.References).Distinct())
        {
            if (reference.Path.Split('.') is not [var subject, var name, ..])
                continue;
            var known = subject is "customer" or "policy" or "event" ? [.. catalog.Of(subject).Keys]
                : subject is "insurer" or "links" ? previewer.NamesOf(subject) : (IReadOnlyCollection<string>?)null;
            if (known is null || known.Contains(name))
                continue;
            yield return (reference.File, new Finding(FindingSeverity.Error, "", reference.Line, "unknown-attribute",
                $"{subject} has no \"{name}\"{Spelling.Hint(name, known)}; correct it{(subject is "insurer" or "links" ? "" : ", or declare it in the catalog")}")
            { Column = reference.Column });
        }
    }

    private IEnumerable<(string File, Finding Finding)> Check(TemplateInfo template, IReadOnlyList<Use> uses, HashSet<string> withUnknownNames)
    {
        var full = previewer.Write(template, SampleCustomers.Full(catalog, template.Locale, previewer.Today)).Result;
        if (full is RenderResult.Failed { Reason: RenderFailure.UnknownName } named && withUnknownNames.Contains(named.File))
            yield break; // told already, with all others
        foreach (var finding in _wording.Of(template))
            yield return (template.File, finding);
        if (full is RenderResult.Failed { Reason: RenderFailure.Wording, Text: { } said })
            full = said;
        if (full is RenderResult.Failed failed)
        {
            yield return Fault(failed, "of whom everything is known");
            yield break; // the others would fail in the same way
        }

        if (previewer.Write(template, SampleCustomers.Sparse(catalog, template.Locale)).Result
            is RenderResult.Failed { Reason: not (RenderFailure.Missing or RenderFailure.Wording) } sparse)
            yield return Fault(sparse, "of whom nothing is known; give a value to fall back on, or name the attribute in a line \"requires: …\"");
        if (previewer.Write(template, SampleCustomers.Hostile(catalog, template.Locale)).Result
            is RenderResult.Failed { Reason: not (RenderFailure.Missing or RenderFailure.Wording) } hostile)
            yield return Fault(hostile, "whose values are long or strange");
        if (IsNameKnown && ((RenderResult.Rendered)full).Message is RenderedMessage.Text text && template.Channel == Channel.Sms
            && SmsCost.Doubt(text.Body, Prices) is { } doubt)
            yield return Doubt("long-sms", doubt);

        if (uses.Any(use => !policy.Exempt.Contains(use.Category)) && WayOut.TryGetValue(template.Channel.Name, out var ways)
            && !ways.Any(template.Variables.Contains))
        {
            yield return Doubt("no-way-out",
                $"offers no way to refuse further messages: write {{{{ {string.Join(" }} or {{ ", ways)} }}}}");
        }

        foreach (var reference in InsecureLinks((RenderResult.Rendered)full))
        {
            yield return Doubt("insecure-link",
                $"has the link {reference}, which anybody on the way can read and change; use https");
        }

        (string, Finding) Doubt(string code, string message) => (template.File, new(FindingSeverity.Warning, "", 0, code, message));
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
        var languages = Languages is { Count: > 0 } asked ? asked
            : [.. templates.Templates.Select(template => template.Locale).Distinct(StringComparer.OrdinalIgnoreCase)];
        // Of zh-Hant-HK beside zh-Hant, the second can stand in.
        var needed = languages.Where(locale => !languages.Any(other => other != locale && StandsIn(other, locale))).ToList();
        foreach (var use in uses.SelectMany(group => group).DistinctBy(use => (use.Template, use.Channel)))
        {
            if (templates.Find(use.Template, use.Channel) is not { Count: > 0 } texts)
                continue; // the journey's own finding
            foreach (var locale in needed.Where(locale => !texts.Any(text => text.Locale.Equals(locale, StringComparison.OrdinalIgnoreCase)
                || StandsIn(text.Locale, locale)) && !IsAtFault($"{use.Template}.{use.Channel}.{locale}.scriban")))
            {
                yield return (texts[0].File, new(FindingSeverity.Warning, "", 0, "missing-locale",
                    $"\"{use.Template}\" has no {use.Channel} text in {locale}, as {(Languages is { Count: > 0 } ? WorkspaceSettings.FileName + " asks" : "other texts have")}; customers of that language get "
                    + $"{LocaleChain.Last}; write {use.Template}.{use.Channel}.{locale}.scriban"));
            }
        }
    }

    /// <summary>A text that is there and cannot be used is not missing.</summary>
    private bool IsAtFault(string file) => templates.Errors.Any(error => error.File.Equals(file, StringComparison.OrdinalIgnoreCase));

    /// <summary>Texts in a language that is not asked for, and that stands in for none that is.</summary>
    private IEnumerable<(string, Finding)> UnaskedLocales() =>
        from text in templates.Templates
        where Languages.Count > 0 && !text.Locale.Equals(LocaleChain.Last, StringComparison.OrdinalIgnoreCase)
            && !Languages.Any(asked => asked.Equals(text.Locale, StringComparison.OrdinalIgnoreCase) || StandsIn(asked, text.Locale) || StandsIn(text.Locale, asked))
        select (text.File, new Finding(FindingSeverity.Warning, "", 0, "unused-locale",
            $"is in {text.Locale}, and {WorkspaceSettings.FileName} lists {string.Join(", ", Languages)}; add the language there, or remove the text"));

    /// <summary>Whether a text in one locale is read to customers of another before one in the last of all.</summary>
    private static bool StandsIn(string locale, string other) =>
        !locale.Equals(other, StringComparison.OrdinalIgnoreCase) && !locale.Equals(LocaleChain.Last, StringComparison.OrdinalIgnoreCase)
        && LocaleChain.Expand([other]).Contains(locale, StringComparer.OrdinalIgnoreCase);

    /// <summary>In the file that is at fault: a text, or the layout around it.</summary>
    private static (string, Finding) Fault(RenderResult.Failed failed, string who) => (failed.File,
        new(FindingSeverity.Error, "", failed.Line, "bad-text", $"cannot be written for a customer {who}: {failed.Message}") { Column = failed.Column });

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
