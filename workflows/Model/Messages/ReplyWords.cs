using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Campaigns.Model.Messages;

/// <summary>What a customer's reply to a message asks for.</summary>
public enum ReplyMeaning
{
    /// <summary>Nothing that is known: an answer to the message itself.</summary>
    None,

    /// <summary>To be left alone.</summary>
    Stop,

    /// <summary>To be written to again, after such a reply.</summary>
    Start,

    /// <summary>What this is about.</summary>
    Help,
}

/// <summary>
/// The words by which customers refuse, and take back a refusal, in a reply. Case, width, punctuation, symbols, spaces and invisible
/// characters do not matter. In doubt a reply is a refusal: who is silenced by mistake can be written to again, who is not heard has been
/// wronged.
/// </summary>
public sealed class ReplyWords
{
    private const int MaxReadLength = 320; // whoever writes more than two messages says something else as well

    /// <summary>
    /// What carriers understand everywhere (the opt-out keywords of CTIA's messaging principles, as gateways document them).
    /// Locales add their own.
    /// </summary>
    public static readonly ReplyWords Carriers = new(
        ["stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "revoke"],
        ["start", "unstop"], ["help", "info"], ["reply", "please", "text", "send", "to", "me", "now", "thanks"]);

    private readonly FrozenDictionary<string, ReplyMeaning> _words;
    private readonly FrozenSet<string> _courtesies;
    private readonly int _longest;

    /// <summary>Words as people write them; how they are compared is not the caller's business.</summary>
    /// <param name="stop">That refuse.</param>
    /// <param name="start">That take a refusal back.</param>
    /// <param name="help">That ask what this is.</param>
    /// <param name="courtesies">That may stand beside such a word and change nothing: <c>reply</c>, <c>請回覆</c>.</param>
    public ReplyWords(IEnumerable<string> stop, IEnumerable<string> start, IEnumerable<string> help, IEnumerable<string> courtesies)
    {
        var words = new Dictionary<string, ReplyMeaning>(StringComparer.Ordinal);
        // A word of two meanings has the first: stop before start before help.
        foreach (var (meaning, list) in new[] { (ReplyMeaning.Stop, stop), (ReplyMeaning.Start, start), (ReplyMeaning.Help, help) })
        {
            foreach (var word in list.Select(Fold).Where(word => word.Length > 0))
                words.TryAdd(word, meaning);
        }

        _words = words.ToFrozenDictionary(StringComparer.Ordinal);
        _courtesies = courtesies.Select(Fold).Where(word => word.Length > 0 && !words.ContainsKey(word))
            .ToFrozenSet(StringComparer.Ordinal);
        _longest = _words.Keys.Concat(_courtesies).Select(word => word.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>These words and others.</summary>
    public ReplyWords With(ReplyWords more) => new(
        Of(ReplyMeaning.Stop).Concat(more.Of(ReplyMeaning.Stop)), Of(ReplyMeaning.Start).Concat(more.Of(ReplyMeaning.Start)),
        Of(ReplyMeaning.Help).Concat(more.Of(ReplyMeaning.Help)), _courtesies.Concat(more._courtesies));

    /// <summary>The words of one meaning, as they are compared.</summary>
    public IEnumerable<string> Of(ReplyMeaning meaning) => _words.Where(word => word.Value == meaning).Select(word => word.Key);

    /// <summary>What a reply asks for.</summary>
    /// <param name="reply">As it came.</param>
    public ReplyMeaning Read(string reply)
    {
        var text = reply.Length <= MaxReadLength ? reply : reply[..MaxReadLength];
        if (_words.TryGetValue(Fold(text), out var whole))
            return whole;
        var found = ReplyMeaning.None;
        var isFirst = true;
        foreach (var sentence in Sentences(Normalize(text)))
        {
            var meaning = ReadSentence(sentence, isFirst);
            if (meaning == ReplyMeaning.Stop)
                return meaning;
            if (found == ReplyMeaning.None)
                found = meaning;
            isFirst &= Words(sentence).All(_courtesies.Contains);
        }

        // To be written to again is said by itself; with more around it, it is an answer like any other.
        return found == ReplyMeaning.Start ? ReplyMeaning.None : found;
    }

    /// <summary>
    /// What a sentence asks for that consists of such words alone. One letter counts at the beginning only: elsewhere it is a part of
    /// something else.
    /// </summary>
    private ReplyMeaning ReadSentence(string sentence, bool isFirst)
    {
        var words = Words(sentence).ToList();
        if (_words.TryGetValue(string.Concat(words), out var whole) && (isFirst || words.Sum(word => word.Length) > 1))
            return whole;
        var meaning = ReplyMeaning.None;
        for (var at = 0; at < words.Count;)
        {
            if (_courtesies.Contains(words[at]))
            {
                at++;
                continue;
            }

            // "stop all", "opt out": two words that are one.
            var length = at + 1 < words.Count && _words.ContainsKey(words[at] + words[at + 1]) ? 2 : 1;
            var word = string.Concat(words.Skip(at).Take(length));
            if (!_words.TryGetValue(word, out var one) || (!isFirst && word.Length == 1))
                return ReplyMeaning.None;
            meaning = meaning == ReplyMeaning.None || one < meaning ? one : meaning;
            at += length;
        }

        return meaning;
    }

    /// <summary>
    /// The words of a sentence. Latin words have spaces between them; Chinese ones are taken apart by what is known, the longest first, and
    /// end where another script begins.
    /// </summary>
    private IEnumerable<string> Words(string sentence)
    {
        foreach (var run in Runs(sentence))
        {
            if (run[0] < 0x2E80) // before the first block of CJK
            {
                yield return run;
                continue;
            }

            for (var at = 0; at < run.Length;)
            {
                var length = Math.Min(_longest, run.Length - at);
                while (length > 0 && !_words.ContainsKey(run.Substring(at, length)) && !_courtesies.Contains(run.Substring(at, length)))
                    length--;
                if (length == 0)
                    length = run.Length - at; // an unknown rest
                yield return run.Substring(at, length);
                at += length;
            }
        }
    }

    private static IEnumerable<string> Runs(string sentence)
    {
        var run = new StringBuilder();
        foreach (var c in sentence)
        {
            var isLetter = !IsDropped(c);
            if (run.Length > 0 && (!isLetter ? !IsInvisible(c) : run[^1] < 0x2E80 != c < 0x2E80))
            {
                yield return run.ToString();
                run.Clear();
            }

            if (isLetter)
                run.Append(c);
        }

        if (run.Length > 0)
            yield return run.ToString();
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var from = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && !EndsSentence(text, at))
                continue;
            if (text.AsSpan(from, at - from).ContainsAnyExcept(' ', '\t') && text[from..at].Any(c => !IsDropped(c)))
                yield return text[from..at];
            from = at + 1;
        }
    }

    /// <summary>Punctuation, symbols and line breaks; not the dash and the apostrophe inside a word.</summary>
    private static bool EndsSentence(string text, int at) => char.IsControl(text[at]) ? text[at] != '\t'
        : !IsInvisible(text[at]) && !char.IsSeparator(text[at]) && IsDropped(text[at])
            && !(at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1])
                && text[at] is '-' or '\'' or '\u2010' or '\u2019');

    /// <summary>What is compared: letters and digits, of one width and one case.</summary>
    private static string Fold(string text) => Normalize(string.Concat(Normalize(text).Where(c => !IsDropped(c))));

    private static string Normalize(string text)
    {
        // Half a surrogate pair, which no letter of a word is, cannot be normalized.
        var clean = text.Any(char.IsSurrogate) ? string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())) : text;
        return clean.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }

    private static bool IsDropped(char c) => IsInvisible(c) || char.IsControl(c) || char.GetUnicodeCategory(c) is
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
        or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
        or UnicodeCategory.OtherPunctuation or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol
        or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate; // emoji, as a rule; no word has letters beyond the basic plane

    /// <summary>Format characters, and the selectors that say whether an emoji is coloured.</summary>
    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format || c is >= '\uFE00' and <= '\uFE0F';
}
