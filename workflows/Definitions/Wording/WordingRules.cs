using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Wording;

/// <summary>What a workspace's texts must not say and must say: <c>wording.json</c>.</summary>
/// <param name="Forbidden">What must not be said.</param>
/// <param name="Required">What must be said.</param>
/// <param name="Denials">By language, the words that turn a claim around.</param>
public sealed record WordingRules(
    ImmutableArray<ForbiddenWording> Forbidden, ImmutableArray<RequiredWording> Required, ImmutableArray<Denials> Denials)
{
    /// <summary>The name of the file, which lies in the folder of the templates.</summary>
    public const string FileName = "wording.json";

    /// <summary>The language of what holds for every language.</summary>
    public const string EveryLanguage = "*";

    /// <summary>Every product line that a rule names.</summary>
    public IEnumerable<string> Products =>
        Forbidden.SelectMany(rule => rule.Products).Concat(Required.SelectMany(rule => rule.Products)).Distinct(StringComparer.Ordinal);
}

/// <summary>One rule of wording.</summary>
/// <param name="Id">Its id, by which it is named where a message is held.</param>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Because">Why there is the rule, for whoever has to mend a text; empty: not said.</param>
public abstract record WordingRule(string Id, int Line, string Because)
{
    /// <summary>The product lines it is about; empty: all, also where none is known.</summary>
    public ImmutableArray<string> Products { get; init; } = [];

    /// <summary>The channels it holds for; empty: all by which customers are contacted.</summary>
    public ImmutableArray<Channel> Channels { get; init; } = [];

    internal bool IsFor(Channel channel) => Channels.IsEmpty ? channel != Channel.Agent : Channels.Contains(channel);

    internal bool IsFor(IReadOnlyCollection<string> products) => Products.IsEmpty || products.Any(p => Products.Contains(p));
}

/// <summary>What must not be said.</summary>
/// <param name="Id"><inheritdoc/></param>
/// <param name="Line"><inheritdoc/></param>
/// <param name="Because"><inheritdoc/></param>
public sealed record ForbiddenWording(string Id, int Line, string Because) : WordingRule(Id, Line, Because)
{
    /// <summary>The words by language.</summary>
    public ImmutableArray<WordsIn> In { get; init; } = [];

    /// <summary>Whether what denies the claim, or warns of it, may be said: "we do not guarantee returns".</summary>
    public bool MayBeDenied { get; init; } = true;

    /// <summary>Whether traditional and simplified characters are the same.</summary>
    public bool EitherScript { get; init; } = true;
}

/// <summary>Words and patterns of one language, as normalised text has them.</summary>
/// <param name="Language">A BCP 47 tag, which holds for all that begin with it too; or <see cref="WordingRules.EveryLanguage"/>.</param>
/// <param name="Words">Words and phrases.</param>
/// <param name="Patterns">Regular expressions, which take linear time.</param>
/// <param name="Except">Phrases in which the words are allowed.</param>
/// <param name="ExceptPatterns">Regular expressions of such phrases.</param>
public sealed record WordsIn(
    string Language, ImmutableArray<WordingPhrase> Words, ImmutableArray<WordingPattern> Patterns, ImmutableArray<WordingPhrase> Except,
    ImmutableArray<WordingPattern> ExceptPatterns);

/// <summary>A phrase as it is looked for.</summary>
/// <param name="Folded">Normalised, with simplified characters.</param>
/// <param name="Plain">Normalised, with the characters as they were written.</param>
public readonly record struct WordingPhrase(string Folded, string Plain)
{
    internal static WordingPhrase Of(string text)
    {
        var normal = NormalText.Of(text);
        return new(normal.Folded, normal.Plain);
    }
}

/// <summary>What must be said.</summary>
/// <param name="Id"><inheritdoc/></param>
/// <param name="Line"><inheritdoc/></param>
/// <param name="Because"><inheritdoc/></param>
public sealed record RequiredWording(string Id, int Line, string Because) : WordingRule(Id, Line, Because)
{
    /// <summary>Whether only messages that customers may refuse must say it.</summary>
    public bool OnlyMarketing { get; init; }

    /// <summary>By language, of which the nearest counts.</summary>
    public ImmutableArray<RequiredIn> In { get; init; } = [];
}

/// <summary>What a text of one language must say.</summary>
/// <param name="Language">A BCP 47 tag, which holds for all that begin with it too; or <see cref="WordingRules.EveryLanguage"/>.</param>
/// <param name="OneOf">The ways of saying it, of which one is enough.</param>
/// <param name="When">Only of texts that have one of these words; empty: of all.</param>
/// <param name="WhenPatterns">Only of texts that match one of these; empty: of all.</param>
public sealed record RequiredIn(
    string Language, ImmutableArray<RequiredText> OneOf, ImmutableArray<WordingPhrase> When, ImmutableArray<WordingPattern> WhenPatterns);

/// <summary>A text with values in it: <c>Reply {{ reply.stop }}</c>.</summary>
/// <param name="Written">As it stands in the file.</param>
/// <param name="Parts">Its parts in order: words, or the path of a value.</param>
public sealed record RequiredText(string Written, ImmutableArray<(string Text, bool IsValue)> Parts);

/// <summary>The words of a language that turn a claim around.</summary>
/// <param name="Language">A BCP 47 tag, which holds for all that begin with it too; or <see cref="WordingRules.EveryLanguage"/>.</param>
public sealed record Denials(string Language)
{
    /// <summary>How far before the claim, in characters of its clause.</summary>
    public int Reach { get; init; } = 60;

    /// <summary>Words that deny what comes after them in the clause.</summary>
    public ImmutableArray<string> Before { get; init; } = [];

    /// <summary>Words that deny only what follows at once.</summary>
    public ImmutableArray<string> Adjacent { get; init; } = [];

    /// <summary>Words that deny what came before them in the clause.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>Words by which a text warns of a claim or reports it: in the clause, or, where the claim is quoted, in the sentence.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Phrases that look like a denial and are none: "not only", "no doubt".</summary>
    public ImmutableArray<string> Unless { get; init; } = [];
}
