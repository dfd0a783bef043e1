using System.Buffers;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Campaigns.Definitions.Wording;

/// <summary>
/// Looks for what must not be said. Words are found by one pass over the text for all of them (the Teddy and Aho-Corasick searches of
/// <see cref="SearchValues"/>), patterns by one pass of an automaton of all of them (<see cref="RegexOptions.NonBacktracking"/>); only a
/// text that has one of them is looked at again.
/// </summary>
internal sealed class ForbiddenSearch
{
    private readonly ImmutableArray<ForbiddenPart> _patterned;
    private readonly SearchValues<string>? _words;
    private readonly Dictionary<char, List<(WordingPhrase Phrase, ForbiddenPart Part)>> _byFirst = [];
    private readonly Regex? _patterns; // null also where all together would be too large
    private readonly bool _ofOneScript;
    private readonly ImmutableArray<Denials> _denials;

    /// <summary>Makes it ready, which takes some milliseconds.</summary>
    /// <param name="parts">What to look for.</param>
    /// <param name="denials">The words that turn a claim around.</param>
    public ForbiddenSearch(ImmutableArray<ForbiddenPart> parts, ImmutableArray<Denials> denials)
    {
        _denials = denials;
        _patterned = [.. parts.Where(part => !part.Words.Patterns.IsEmpty)];
        _ofOneScript = _patterned.Any(part => !part.Rule.EitherScript);
        foreach (var (phrase, part) in from part in parts from phrase in part.Words.Words select (phrase, part))
        {
            if (!_byFirst.TryGetValue(phrase.Folded[0], out var list))
                _byFirst[phrase.Folded[0]] = list = [];
            list.Add((phrase, part));
        }

        if (_byFirst.Count > 0)
            _words = SearchValues.Create([.. _byFirst.Values.SelectMany(list => list).Select(p => p.Phrase.Folded).Distinct()], StringComparison.Ordinal);
        if (_patterned.Length > 0)
            _patterns = WordingPattern.Together(_patterned.SelectMany(part => part.Words.Patterns));
    }

    /// <summary>What a text says against the rules, in its order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isAsked">Whether a rule is to be looked at.</param>
    public List<WordingBreach> Find(NormalText text, Func<ForbiddenWording, bool> isAsked)
    {
        SortedDictionary<int, WordingBreach>? found = null;
        if (_words is not null)
        {
            for (var at = 0; at < text.Folded.Length; at++)
            {
                var next = text.Folded.AsSpan(at).IndexOfAny(_words);
                if (next < 0)
                    break;
                at += next;
                foreach (var (phrase, part) in _byFirst[text.Folded[at]])
                {
                    if (string.CompareOrdinal(text.Folded, at, phrase.Folded, 0, phrase.Folded.Length) == 0
                        && (part.Rule.EitherScript || string.CompareOrdinal(text.Plain, at, phrase.Plain, 0, phrase.Plain.Length) == 0))
                        Found(part, at, phrase.Folded.Length);
                }
            }
        }

        // Patterns of rules for one script alone are written for it: the folded text may not have their characters.
        if (_patterned.Length > 0
            && (_patterns is null || _patterns.IsMatch(text.Folded) || (_ofOneScript && _patterns.IsMatch(text.Plain))))
        {
            foreach (var part in _patterned)
            {
                foreach (var pattern in part.Words.Patterns)
                {
                    foreach (var match in pattern.Ready.EnumerateMatches(part.Rule.EitherScript ? text.Folded : text.Plain))
                        Found(part, match.Index, match.Length);
                }
            }
        }

        return found is null ? [] : [.. found.Values.DistinctBy(breach => (breach.Rule.Id, breach.Words))];

        void Found(ForbiddenPart part, int at, int length)
        {
            if (isAsked(part.Rule) && found?.ContainsKey(at) != true && NormalText.IsWhole(text.Folded, at, length)
                && !part.IsExcepted(text.Folded, at, length)
                && !(part.Rule.MayBeDenied && _denials.Any(denials => DenialSearch.Denies(denials, text.Folded, at, length))))
                (found ??= [])[at] = new(part.Rule, text.Written(at, length), Said: true) { Start = text.OriginOf(at) };
        }
    }
}

/// <summary>The words of one rule in one language.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Words">Its words.</param>
internal sealed record ForbiddenPart(ForbiddenWording Rule, WordsIn Words)
{
    /// <summary>Whether a phrase in which the words are allowed covers them.</summary>
    public bool IsExcepted(string text, int at, int length)
    {
        var end = at + length;
        foreach (var phrase in Words.Except)
        {
            var from = Math.Max(0, end - phrase.Folded.Length);
            var to = Math.Min(text.Length, at + phrase.Folded.Length);
            if (from <= at && to >= end && text.AsSpan(from, to - from).Contains(phrase.Folded, StringComparison.Ordinal))
                return true;
        }

        foreach (var pattern in Words.ExceptPatterns)
        {
            foreach (var match in pattern.Ready.EnumerateMatches(text))
            {
                if (match.Index <= at && match.Index + match.Length >= end)
                    return true;
            }
        }

        return false;
    }
}
