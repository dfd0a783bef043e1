using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Campaigns.Definitions.Wording;

/// <summary>
/// A regular expression that somebody wrote, which must not be able to make a message slow: it runs without backtracking, in time in
/// proportion to the text. Made ready when it is first needed, since that takes milliseconds, and shared by all rules that have it.
/// </summary>
/// <param name="Text">The expression, with simplified characters where traditional ones are the same.</param>
public sealed partial record WordingPattern(string Text)
{
    /// <summary>How many are kept ready in a process.</summary>
    private const int MaxReady = 2_000;

    /// <summary>Up to so many repetitions, one within the other, a pattern is certain to be small enough.</summary>
    private const double SurelySmall = 2_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private static readonly ConcurrentDictionary<string, Lazy<Regex>> Kept = new(StringComparer.Ordinal);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>The expression, ready to use.</summary>
    internal Regex Ready => Compiled(Text);

    /// <summary>Reads one.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="eitherScript">Whether traditional and simplified characters are the same.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    internal static WordingPattern? Read(string text, bool eitherScript, out string? problem)
    {
        problem = null;
        var pattern = new WordingPattern(eitherScript ? string.Concat(text.Select(HanScripts.Simplified)) : text);
        try
        {
            if (pattern.MatchesAtOnce(""))
                problem = "it matches an empty text, and so every text";
            else if (text.Normalize(NormalizationForm.FormKC) is var compatible && compatible != text)
                problem = $"it could never match, since texts are compared in Unicode's compatibility form; write it as \"{compatible}\"";
            else if (LooksAround().IsMatch(Escaped().Replace(text, "")) || References().IsMatch(text) || Repetitions(text) > SurelySmall)
                _ = new Regex(pattern.Text, Options); // which says whether it can be used
        }
        catch (NotSupportedException)
        {
            problem = "it looks around or back, or is too large; patterns run in linear time, without lookarounds and backreferences";
        }
        catch (ArgumentException e)
        {
            problem = e.Message.TrimEnd('.');
        }

        return problem is null ? pattern : null;
    }

    /// <summary>All together, as one expression; null: that would be too large.</summary>
    internal static Regex? Together(IEnumerable<WordingPattern> patterns)
    {
        try
        {
            return Compiled(string.Join('|', patterns.Select(pattern => $"(?:{pattern.Text})")));
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it matches a short text, without making it ready.</summary>
    internal bool MatchesAtOnce(string text)
    {
        try
        {
            return Regex.IsMatch(text, Text, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Patience);
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static Regex Compiled(string text)
    {
        if (Kept.Count > MaxReady)
            Kept.Clear();
        return Kept.GetOrAdd(text, static text => new Lazy<Regex>(() => new Regex(text, Options))).Value;
    }

    private static double Repetitions(string text) =>
        Bounds().Matches(text).Aggregate(1d, (product, bound) => product * Math.Max(1, double.Parse(bound.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\(\?(?!:)")]
    private static partial Regex LooksAround();

    [GeneratedRegex(@"\\(?:[1-9]|k)")]
    private static partial Regex References();

    [GeneratedRegex(@"\{(?:\d{1,9},)?(\d{1,9}),?\}")]
    private static partial Regex Bounds();
}
