using System.Buffers;
using System.Collections.Immutable;

namespace Campaigns.Definitions.Wording;

/// <summary>Whether a text denies what it says: "we do not guarantee returns", or warns of it: "beware of guaranteed returns".</summary>
internal static class DenialSearch
{
    private const string Ends = ".!?。!?\n";
    private const string Breaks = ",;:、;";
    private static readonly SearchValues<char> Opening = SearchValues.Create("「『“‘《〈");
    private static readonly SearchValues<char> Closing = SearchValues.Create("」』”’》〉");

    /// <summary>Looks at the clause, or the sentence, around words that were found.</summary>
    public static bool Denies(Denials denials, string text, int at, int length)
    {
        var end = at + length;
        var (from, to) = (Back(text, at, inSentence: false), Ahead(text, end, inSentence: false));
        return Adjacent(denials, text, at)
            || Any(denials.Before, denials, text, Math.Max(from, at - denials.Reach), at, end)
            || Any(denials.After, denials, text, end, to, to)
            || (IsQuoted(text, at, end)
                ? Any(denials.Warnings, denials, text, Back(text, at, inSentence: true), Ahead(text, end, inSentence: true), text.Length)
                : Any(denials.Warnings, denials, text, from, to, to));
    }

    private static bool Adjacent(Denials denials, string text, int at)
    {
        while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '"' || Opening.Contains(text[at - 1])))
            at--;
        foreach (var word in denials.Adjacent)
        {
            var start = at - word.Length;
            if (start >= 0 && string.CompareOrdinal(text, start, word, 0, word.Length) == 0 && NormalText.IsWhole(text, start, word.Length)
                && !IsNone(denials, text, start, word.Length))
                return true;
        }

        return false;
    }

    /// <summary>Whether one of some words begins from a place until before another, and ends in time.</summary>
    private static bool Any(ImmutableArray<string> words, Denials denials, string text, int from, int before, int end)
    {
        foreach (var word in words)
        {
            for (var start = IndexOf(text, word, from, Math.Min(end, before + word.Length)); start >= 0 && start < before;
                start = IndexOf(text, word, start + 1, Math.Min(end, before + word.Length)))
            {
                if (NormalText.IsWhole(text, start, word.Length) && !IsNone(denials, text, start, word.Length))
                    return true;
            }
        }

        return false;
    }

    private static int IndexOf(string text, string word, int from, int end) =>
        from >= end ? -1 : text.IndexOf(word, from, Math.Min(end, text.Length) - from, StringComparison.Ordinal);

    /// <summary>Whether the word is part of a phrase that denies nothing.</summary>
    private static bool IsNone(Denials denials, string text, int start, int length)
    {
        foreach (var phrase in denials.Unless)
        {
            var from = Math.Max(0, start + length - phrase.Length);
            var to = Math.Min(text.Length, start + phrase.Length);
            if (phrase.Length >= length && text.AsSpan(from, to - from).Contains(phrase, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static int Back(string text, int at, bool inSentence)
    {
        while (at > 0 && !IsBoundary(text, at - 1, inSentence))
            at--;
        return at;
    }

    private static int Ahead(string text, int at, bool inSentence)
    {
        while (at < text.Length && !IsBoundary(text, at, inSentence))
            at++;
        return at;
    }

    /// <summary>A dot or comma between digits is part of a number.</summary>
    private static bool IsBoundary(string text, int at, bool inSentence)
    {
        var c = text[at];
        if (c is '.' or ',' && at > 0 && at + 1 < text.Length && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]))
            return false;
        return Ends.Contains(c) || (!inSentence && Breaks.Contains(c));
    }

    /// <summary>Whether a quotation that began before the words in their sentence ends after them.</summary>
    private static bool IsQuoted(string text, int at, int end)
    {
        var (from, to) = (Back(text, at, inSentence: true), Ahead(text, end, inSentence: true));
        var before = text.AsSpan(from, at - from);
        var after = text.AsSpan(end, to - end);
        return (before.LastIndexOfAny(Opening) > before.LastIndexOfAny(Closing) && after.IndexOfAny(Closing) >= 0)
            || (before.Count('"') % 2 == 1 && after.Contains('"'));
    }
}
