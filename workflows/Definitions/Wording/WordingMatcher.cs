using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Wording;

/// <summary>The rules for one channel and language, made ready once. Safe for concurrent use.</summary>
public sealed class WordingMatcher
{
    private readonly ForbiddenSearch? _forbidden;
    private readonly ImmutableArray<(RequiredWording Rule, RequiredIn In)> _required;

    internal WordingMatcher(
        ForbiddenSearch? forbidden, ImmutableArray<(RequiredWording Rule, RequiredIn In)> required, bool needsProducts) =>
        (_forbidden, _required, NeedsProducts) = (forbidden, required, needsProducts);

    /// <summary>Makes the rules ready for one channel and language; for several, <see cref="WordingMatchers"/> does it once.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="locales">The locale of the text and what is nearest to it: <c>zh-Hant-HK</c>, <c>zh-Hant</c>.</param>
    public static WordingMatcher For(WordingRules rules, Channel channel, IReadOnlyList<string> locales) =>
        new WordingMatchers(rules).For(channel, locales);

    /// <summary>Whether there is nothing to look for.</summary>
    public bool IsEmpty => _forbidden is null && _required.IsEmpty;

    /// <summary>Whether some rule is about a product line.</summary>
    public bool NeedsProducts { get; }

    /// <summary>What a message says against the rules, and does not say, in the order of the text; empty: nothing.</summary>
    /// <param name="text">All that the customer reads.</param>
    /// <param name="products">The product lines that the message is about; empty: none is known.</param>
    /// <param name="value">The values of the message by path, for what must be said; null: the message has none of that name.</param>
    /// <param name="marketing">Whether customers may refuse the message.</param>
    public IReadOnlyList<WordingBreach> Check(
        string text, IReadOnlyCollection<string> products, Func<string, string?> value, bool marketing)
    {
        if (IsEmpty)
            return [];
        var normal = NormalText.Of(text);
        var breaches = _forbidden?.Find(normal, rule => rule.IsFor(products)) ?? [];
        foreach (var (rule, required) in _required)
        {
            if (rule.IsFor(products) && (marketing || !rule.OnlyMarketing) && Applies(required, normal) && Lacks(required, normal, value) is { } ways)
                breaches.Add(new(rule, ways, Said: false));
        }

        return breaches;
    }

    /// <summary>What a text says against the rules, of whatever product line it is; for texts whose values are not known.</summary>
    public IReadOnlyList<WordingBreach> Forbidden(string text) => _forbidden?.Find(NormalText.Of(text), _ => true) ?? [];

    private static bool Applies(RequiredIn required, NormalText text) =>
        (required.When.IsEmpty && required.WhenPatterns.IsEmpty)
        || required.When.Any(phrase => Has(text.Folded, phrase.Folded)) || required.WhenPatterns.Any(pattern => pattern.Ready.IsMatch(text.Folded));

    /// <summary>The ways of saying it, none of which the text has; null: it has one, or has no value for any.</summary>
    private static string? Lacks(RequiredIn required, NormalText text, Func<string, string?> value)
    {
        List<string>? ways = null;
        foreach (var way in required.OneOf)
        {
            if (Filled(way, value) is not { } words)
                continue;
            if (Has(text.Folded, NormalText.Of(words).Folded))
                return null;
            (ways ??= []).Add(words);
        }

        return ways is null ? null : string.Join("\" or \"", ways);
    }

    private static string? Filled(RequiredText way, Func<string, string?> value)
    {
        var words = "";
        foreach (var (text, isValue) in way.Parts)
        {
            if (!isValue)
                words += text;
            else if (value(text) is { Length: > 0 } known)
                words += known;
            else
                return null;
        }

        return words;
    }

    private static bool Has(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            if (NormalText.IsWhole(text, at, phrase.Length))
                return true;
        }

        return false;
    }
}

/// <summary>
/// Makes rules ready for channels and languages: what is looked for in several of them is made ready once. Safe for concurrent use.
/// </summary>
/// <param name="rules">The rules.</param>
public sealed class WordingMatchers(WordingRules rules)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ForbiddenSearch> _searches = new(StringComparer.Ordinal);

    /// <summary>The rules for one channel and language; to be kept by whoever asks again and again.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="locales">The locale of the text and what is nearest to it: <c>zh-Hant-HK</c>, <c>zh-Hant</c>.</param>
    public WordingMatcher For(Channel channel, IReadOnlyList<string> locales)
    {
        var chosen = (
            from rule in rules.Forbidden.Select((rule, index) => (Rule: rule, Index: index))
            where rule.Rule.IsFor(channel)
            from words in rule.Rule.In
            where IsFor(words.Language, locales)
            select (Key: $"{rule.Index} {words.Language}", Part: new ForbiddenPart(rule.Rule, words))).ToList();
        ImmutableArray<Denials> denials = [.. rules.Denials.Where(denials => IsFor(denials.Language, locales))];
        var key = string.Join('\n', chosen.Select(c => c.Key).Concat(denials.Select(d => d.Language)));
        ForbiddenSearch? search;
        lock (_lock)
        {
            if (!_searches.TryGetValue(key, out search) && chosen.Count > 0)
                _searches[key] = search = new([.. chosen.Select(c => c.Part)], denials);
        }

        ImmutableArray<(RequiredWording Rule, RequiredIn In)> required = [
            .. from rule in rules.Required
               where rule.IsFor(channel)
               let nearest = rule.In.Where(words => IsFor(words.Language, locales)).MaxBy(words => words.Language == WordingRules.EveryLanguage
                   ? 0 : words.Language.Length)
               where nearest is not null
               select (rule, nearest)];
        return new(search, required, chosen.Exists(c => !c.Part.Rule.Products.IsEmpty) || required.Any(r => !r.Rule.Products.IsEmpty));
    }

    private static bool IsFor(string language, IReadOnlyList<string> locales) => language == WordingRules.EveryLanguage || locales.Any(locale =>
        locale.Equals(language, StringComparison.OrdinalIgnoreCase)
        || (locale.StartsWith(language, StringComparison.OrdinalIgnoreCase) && locale.Length > language.Length && locale[language.Length] == '-'));
}

/// <summary>A rule that a text breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Words">What the text says, as it says it; or does not say.</param>
/// <param name="Said">Whether it says what it must not; false: it does not say what it must.</param>
public sealed record WordingBreach(WordingRule Rule, string Words, bool Said)
{
    /// <summary>Where in the text the words begin; -1: not known, or they are missing.</summary>
    public int Start { get; init; } = -1;

    /// <summary>For whoever has to mend the text: <c>says "risk-free", which the rule guaranteed-return forbids</c>.</summary>
    public override string ToString() =>
        (Said ? $"says \"{Words}\", which the rule {Rule.Id} forbids" : $"does not say \"{Words}\", which the rule {Rule.Id} requires")
        + (Rule.Because.Length > 0 ? $": {Rule.Because.TrimEnd('.')}" : "");
}
