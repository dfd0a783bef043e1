using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Wording;

/// <summary>What became of a text of wording rules.</summary>
/// <param name="Rules">The rules; null when any finding is an error.</param>
/// <param name="Findings">Everything wrong, in the order of the document.</param>
public sealed record WordingReadResult(WordingRules? Rules, ImmutableArray<Finding> Findings);

/// <summary>Reads <c>wording.json</c>, with every finding at once. Never throws on bad text.</summary>
public static partial class WordingReader
{
    /// <summary>The most words, patterns and phrases that a file may have: they are compiled once for each channel and language.</summary>
    public const int MaxWords = 5_000;

    private const int MaxLength = 300;
    private const string ByLanguage = "words by language such as { \"zh\": { \"words\": [\"保證獲利\"] }, \"en\": { \"words\": [\"risk-free\"] } }";

    private static readonly ImmutableArray<(string, Channel)> Channels =
        [.. Channel.Contactable.Append(Channel.Agent).Select(channel => (channel.Name, channel))];

    /// <summary>What a required text may name: what every message has, and what a customer cannot change.</summary>
    private static readonly string[] Roots = ["insurer", "reply", "links", "policy"];

    /// <summary>Reads wording rules.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark.</param>
    public static WordingReadResult Read(ReadOnlyMemory<byte> json)
    {
        var (rules, log, source) = JsonSource.Read(json, ReadRules);
        return new(log.HasErrors || rules is null ? null : WithLines(rules, log, source), source.Findings(log));
    }

    private static WordingRules? ReadRules(JsonCursor at)
    {
        if (at.AsObject("wording rules: an object with \"forbidden\" or \"required\"", "$schema", "forbidden", "required", "denials")
            is not { } document)
            return null;
        document.CheckSchema();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var counter = new Counter();
        var rules = new WordingRules(
            [.. document["forbidden"]?.AsList("a list of rules").Select(rule => Forbidden(rule, ids, counter)).OfType<ForbiddenWording>() ?? []],
            [.. document["required"]?.AsList("a list of rules").Select(rule => Required(rule, ids, counter)).OfType<RequiredWording>() ?? []],
            document["denials"] is { } denials ? ReadDenials(denials, counter) : []);
        if (counter.Words > MaxWords)
            at.Error("too-many", $"there are {counter.Words:N0} words and patterns, and at most {MaxWords:N0} can be kept ready");
        return rules;
    }

    private static ForbiddenWording? Forbidden(JsonCursor at, HashSet<string> ids, Counter counter)
    {
        if (at.AsObject("a rule such as { \"id\": \"guaranteed-return\", \"in\": { \"zh\": { \"words\": [\"保證獲利\"] } } }",
                "id", "because", "products", "channels", "in", "mayBeDenied", "eitherScript") is not { } rule)
            return null;
        var either = rule["eitherScript"]?.AsBoolean() ?? true;
        return at.Log.Track(new ForbiddenWording(Id(rule, ids), 0, Because(rule))
        {
            Products = Products(rule),
            Channels = ChannelsOf(rule),
            MayBeDenied = rule["mayBeDenied"]?.AsBoolean() ?? true,
            EitherScript = either,
            In = [.. Languages(rule, ByLanguage).Select(words => Words(words.Language, words.At, either, counter)).OfType<WordsIn>()],
        }, at.Pointer);
    }

    private static WordsIn? Words(string language, JsonCursor at, bool either, Counter counter)
    {
        if (at.AsObject("words such as { \"words\": [\"保證獲利\"], \"except\": [\"不保證獲利\"] }", "words", "patterns", "except", "exceptPatterns")
            is not { } words)
            return null;
        if (words["words"] is null && words["patterns"] is null)
            at.Error("missing-property", "\"words\" is missing; add for example \"words\": [\"保證獲利\"], or \"patterns\"");
        var read = new WordsIn(language, Phrases(words["words"], counter), Patterns(words["patterns"], either, counter),
            Phrases(words["except"], counter), Patterns(words["exceptPatterns"], either, counter));
        foreach (var useless in words["except"]?.AsList("phrases").Where(phrase => Excuses(read, phrase) == false) ?? [])
            useless.Warn("useless-exception", $"{useless.Described} has none of the rule's words in it, so it excepts nothing");
        return read;
    }

    /// <summary>Whether a phrase has some words of its rule; null: it is no text, which was told.</summary>
    private static bool? Excuses(WordsIn words, JsonCursor phrase) =>
        phrase.Kind != System.Text.Json.JsonValueKind.String || phrase.AsText("a phrase") is not { } text ? null
        : WordingPhrase.Of(text).Folded is var folded && (words.Words.Any(word => folded.Contains(word.Folded, StringComparison.Ordinal))
            || words.Patterns.Any(pattern => pattern.MatchesAtOnce(folded)));

    private static RequiredWording? Required(JsonCursor at, HashSet<string> ids, Counter counter)
    {
        if (at.AsObject("a rule such as { \"id\": \"opt-out\", \"in\": { \"en\": { \"oneOf\": [\"Reply {{ reply.stop }}\"] } } }",
                "id", "because", "products", "channels", "onlyMarketing", "in") is not { } rule)
            return null;
        return at.Log.Track(new RequiredWording(Id(rule, ids), 0, Because(rule))
        {
            Products = Products(rule),
            Channels = ChannelsOf(rule),
            OnlyMarketing = rule["onlyMarketing"]?.AsBoolean() ?? false,
            In = [.. Languages(rule, "words by language such as { \"*\": { \"oneOf\": [\"{{ insurer.name }}\"] } }")
                .Select(words => RequiredWords(words.Language, words.At, counter)).OfType<RequiredIn>()],
        }, at.Pointer);
    }

    private static RequiredIn? RequiredWords(string language, JsonCursor at, Counter counter)
    {
        if (at.AsObject("words such as { \"oneOf\": [\"{{ insurer.name }}\"] }", "oneOf", "when", "whenPatterns") is not { } words)
            return null;
        var ways = ImmutableArray.CreateBuilder<RequiredText>();
        if (words.Required("oneOf", "\"oneOf\": [\"{{ insurer.name }}\"]") is { } oneOf)
        {
            if (oneOf.IsEmptyList)
                oneOf.Error("empty", "an empty list requires nothing; name at least one way of saying it");
            foreach (var way in oneOf.AsList("a list of texts, of which one must stand"))
            {
                if (Text(way, counter) is { } text && Template(text, way) is { } template)
                    ways.Add(template);
            }
        }

        return new(language, ways.ToImmutable(), Phrases(words["when"], counter), Patterns(words["whenPatterns"], eitherScript: true, counter));
    }

    /// <summary>A text with values in braces.</summary>
    private static RequiredText? Template(string text, JsonCursor at)
    {
        var parts = ImmutableArray.CreateBuilder<(string, bool)>();
        var from = 0;
        foreach (Match value in Value().Matches(text))
        {
            var path = value.Groups["path"].Value;
            var root = path.Split('.')[0];
            if (!Roots.Contains(root))
            {
                at.Error("unknown-value", $"\"{path}\" cannot be required, only what begins with {Spelling.OneOf(Roots)}{Spelling.Hint(root, Roots)}");
                return null;
            }

            if (value.Index > from)
                parts.Add((text[from..value.Index], false));
            parts.Add((path, true));
            from = value.Index + value.Length;
        }

        if (from < text.Length)
            parts.Add((text[from..], false));
        if (!parts.Any(part => !part.Item2 && (part.Item1.Contains("{{", StringComparison.Ordinal) || part.Item1.Contains("}}", StringComparison.Ordinal))))
            return new(text, parts.ToImmutable());
        at.Error("bad-value", "a value is written as {{ insurer.name }}: a name, a dot and a name, without anything else");
        return null;
    }

    private static ImmutableArray<Denials> ReadDenials(JsonCursor at, Counter counter)
    {
        var denials = ImmutableArray.CreateBuilder<Denials>();
        foreach (var (language, value) in Languages(at, "words by language such as { \"en\": { \"before\": [\"not\", \"never\"] } }"))
        {
            if (value.AsObject("words such as { \"before\": [\"not\", \"never\"] }", "reach", "before", "adjacent", "after", "warnings", "unless")
                is not { } words)
                continue;
            denials.Add(new(language)
            {
                Reach = words["reach"]?.AsInteger("a number of characters from 1 to 200", 1, 200) ?? 60,
                Before = Folded("before"),
                Adjacent = Folded("adjacent"),
                After = Folded("after"),
                Warnings = Folded("warnings"),
                Unless = Folded("unless"),
            });

            ImmutableArray<string> Folded(string name) => [.. Phrases(words[name], counter).Select(phrase => phrase.Folded)];
        }

        return denials.ToImmutable();
    }

    private static string Id(JsonObjectCursor rule, HashSet<string> ids)
    {
        var id = rule.Required("id", "\"id\": \"guaranteed-return\"")?.AsId("a rule's id");
        if (id is not null && !ids.Add(id))
            rule.At.Error("duplicate-id", $"two rules are called \"{id}\"; messages that are held name the rule, so give each its own");
        return id ?? "";
    }

    private static string Because(JsonObjectCursor rule) => rule["because"]?.AsText("the reason for the rule, in a sentence") ?? "";

    private static ImmutableArray<string> Products(JsonObjectCursor rule)
    {
        if (rule["products"] is not { } at)
            return [];
        if (at.IsEmptyList)
            at.Error("empty", "an empty list says nothing; leave \"products\" out to mean all of them");
        return at.AsTexts("a list of product lines such as [\"life\"]", "a product line such as \"life\"");
    }

    private static ImmutableArray<Channel> ChannelsOf(JsonObjectCursor rule)
    {
        if (rule["channels"] is not { } at)
            return [];
        if (at.IsEmptyList)
            at.Error("empty", "an empty list says nothing; leave \"channels\" out to mean every channel by which customers are contacted");
        return at.AsDistinct<Channel>("a list of channels such as [\"sms\"]", item => item.AsOneOf("channel", Channels));
    }

    private static IEnumerable<(string Language, JsonCursor At)> Languages(JsonObjectCursor rule, string expected) =>
        rule.Required("in", "\"in\": { \"zh\": { … }, \"en\": { … } }") is { } at ? Languages(at, expected) : [];

    private static IEnumerable<(string Language, JsonCursor At)> Languages(JsonCursor at, string expected)
    {
        if (at.AsOpenObject(expected) is not { } languages)
            yield break;
        if (languages.Names.Count == 0)
            at.Error("empty", "nothing is said of any language; name one, or \"*\" for every language");
        foreach (var name in languages.Names)
        {
            var value = languages[name]!.Value;
            if (name == WordingRules.EveryLanguage || Tag().IsMatch(name))
                yield return (name, value);
            else
                value.Error("bad-language", $"\"{name}\" is not a language; write a tag such as zh, zh-Hant or en, or \"*\" for every language");
        }
    }

    private static ImmutableArray<WordingPhrase> Phrases(JsonCursor? at, Counter counter)
    {
        if (at is not { } list)
            return [];
        if (list.IsEmptyList)
            list.Error("empty", "an empty list says nothing; leave it out");
        var phrases = ImmutableArray.CreateBuilder<WordingPhrase>();
        foreach (var item in list.AsList("a list of words"))
        {
            if (Text(item, counter) is not { } text)
                continue;
            var phrase = WordingPhrase.Of(text);
            if (phrase.Folded.Length == 0)
                item.Error("empty", "nothing is left of this word when it is compared: it has no letters");
            else if (phrases.Contains(phrase))
                item.Error("duplicate-value", $"{item.Described} occurs twice in the list, as texts are compared; keep one");
            else
                phrases.Add(phrase);
        }

        return phrases.ToImmutable();
    }

    private static ImmutableArray<WordingPattern> Patterns(JsonCursor? at, bool eitherScript, Counter counter)
    {
        if (at is not { } list)
            return [];
        if (list.IsEmptyList)
            list.Error("empty", "an empty list says nothing; leave it out");
        var patterns = ImmutableArray.CreateBuilder<WordingPattern>();
        foreach (var item in list.AsList("a list of regular expressions"))
        {
            if (Text(item, counter) is not { } text)
                continue;
            if (WordingPattern.Read(text, eitherScript, out var problem) is { } pattern)
                patterns.Add(pattern);
            else
                item.Error("bad-pattern", $"the pattern \"{text}\" cannot be used: {problem}");
        }

        return patterns.ToImmutable();
    }

    private static string? Text(JsonCursor at, Counter counter)
    {
        counter.Words++;
        if (at.AsText("words") is not { } text)
            return null;
        if (text.Length <= MaxLength)
            return text;
        at.Error("too-long", $"it has {text.Length:N0} characters, and at most {MaxLength} are compared");
        return null;
    }

    private static WordingRules WithLines(WordingRules rules, ReadingLog log, JsonSource source) => rules with
    {
        Forbidden = [.. rules.Forbidden.Select(rule => rule with { Line = source.PlaceOf(log.Pointers[rule]).Line })],
        Required = [.. rules.Required.Select(rule => rule with { Line = source.PlaceOf(log.Pointers[rule]).Line })],
    };

    private sealed class Counter
    {
        public int Words { get; set; }
    }

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\{\{\s*(?<path>[a-z]\w*(\.\w+)+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Value();
}
