using System.Text;
using System.Text.RegularExpressions;

namespace Campaigns.Definitions.Wording;

/// <summary>Regular expressions that people write, which must not be able to make a message slow.</summary>
internal static class WordingPatterns
{
    /// <summary>Without backtracking a pattern takes time in proportion to the text, whatever the two are.</summary>
    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>Reads one; its traditional characters become simplified ones, as those of the text do.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="eitherScript">Whether traditional and simplified characters are the same.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    public static Regex? Read(string text, bool eitherScript, out string? problem)
    {
        problem = null;
        try
        {
            var read = new Regex(eitherScript ? string.Concat(text.Select(HanScripts.Simplified)) : text, Options);
            if (read.IsMatch(""))
                problem = "it matches an empty text, and so every text";
            else if (text.Normalize(NormalizationForm.FormKC) is var compatible && compatible != text)
                problem = $"it could never match, since texts are compared in Unicode's compatibility form; write it as \"{compatible}\"";
            return problem is null ? read : null;
        }
        catch (NotSupportedException)
        {
            problem = "it looks around or back, or is too large; patterns run in linear time, without lookarounds and backreferences";
        }
        catch (ArgumentException e)
        {
            problem = e.Message.TrimEnd('.');
        }

        return null;
    }
}
