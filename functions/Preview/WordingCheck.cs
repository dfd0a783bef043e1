using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Wording;
using Campaigns.Model;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;

namespace Campaigns.Preview;

/// <summary>
/// What texts say against the rules of wording: in their files, in every branch, and as they are written for customers of each product line
/// that a rule names.
/// </summary>
/// <param name="templates">The texts and their rules.</param>
/// <param name="catalog">The attributes.</param>
/// <param name="previewer">Writes the messages.</param>
internal sealed class WordingCheck(TemplateSet templates, AttributeCatalog catalog, MessagePreviewer previewer)
{
    private const string Product = "product_line";
    private readonly string[] _products = [.. templates.WordingRules?.Products ?? []];

    /// <summary>What is wrong with the rules themselves, beside what keeps them from being read.</summary>
    public IEnumerable<Finding> OfRules()
    {
        foreach (var doubt in templates.WordingDoubts)
            yield return doubt;
        if (!catalog.Of("policy").TryGetValue(Product, out var declared))
        {
            if (_products.Length > 0)
                yield return new(FindingSeverity.Warning, "", 0, "unknown-product",
                    $"rules name product lines, but the catalog has no policy.{Product}, by which a message's is known");
            yield break;
        }

        foreach (var rule in (IEnumerable<WordingRule>)[.. templates.WordingRules?.Forbidden ?? [], .. templates.WordingRules?.Required ?? []])
        {
            foreach (var product in rule.Products.Where(p => declared.Values.Count > 0 && !declared.Values.Contains(p)))
                yield return new(FindingSeverity.Warning, "", rule.Line, "unknown-product",
                    $"the rule {rule.Id} names the product line \"{product}\", which no policy has{Spelling.Hint(product, [.. declared.Values])}");
        }
    }

    /// <summary>What one text says, each thing once.</summary>
    public IEnumerable<Finding> Of(TemplateInfo template)
    {
        if (templates.WordingRules is null)
            yield break;
        var told = new HashSet<(string, string)>();
        foreach (var (breach, line) in templates.ForbiddenIn(template))
        {
            if (told.Add((breach.Rule.Id, breach.Words)))
                yield return Told(breach, line);
        }

        foreach (var breach in Written(template))
        {
            // A missing way out is told of once, though its words may differ by customer.
            if (told.Add((breach.Rule.Id, breach.Said ? breach.Words : "")))
                yield return Told(breach, line: 0);
        }
    }

    private IEnumerable<WordingBreach> Written(TemplateInfo template)
    {
        var full = SampleCustomers.Full(catalog, template.Locale, previewer.Today);
        var people = _products.Select(product => full with { Policies = [.. full.Policies.Select(policy => policy.With([new(Product, product)]))] })
            .Prepend(SampleCustomers.Sparse(catalog, template.Locale)).Prepend(full);
        return people.SelectMany(person => previewer.Write(template, person).Result is RenderResult.Failed failed ? failed.Breaches : []);
    }

    private static Finding Told(WordingBreach breach, int line) => new(FindingSeverity.Error, "", line, "wording",
        $"{breach} ({WordingRules.FileName}, line {breach.Rule.Line})");
}
