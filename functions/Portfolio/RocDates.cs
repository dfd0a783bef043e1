using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio;

/// <summary>Dates of the Republic of China: its year 114 is 2025. The months and days are those of the common calendar.</summary>
internal sealed partial class RocDates : IDateForm
{
    /// <summary>The pattern where the map names none: 114/3/5 and 114/03/05.</summary>
    public const string DefaultPattern = "y/M/d";

    private const int YearBefore = 1911;

    private readonly string _text;
    private readonly Regex _year;
    private readonly LocalDateTimePattern _pattern;

    private RocDates(string text, Regex year, LocalDateTimePattern pattern) => (_text, _year, _pattern) = (text, year, pattern);

    /// <summary>
    /// Makes the form: in the pattern, <c>y</c> is a year of one to three digits, <c>yyy</c> one of three; everything else is NodaTime's.
    /// </summary>
    /// <returns>False with the reason when the pattern is none.</returns>
    public static bool TryCreate(string text, [NotNullWhen(true)] out RocDates? form, [NotNullWhen(false)] out string? reason)
    {
        (form, reason) = (null, null);
        if (YearRun().Matches(text) is not [{ Value: "y" or "yyy" } year])
        {
            reason = "a pattern of this calendar has one year: y, or yyy for one of three digits";
            return false;
        }

        try
        {
            var pattern = LocalDateTimePattern.CreateWithInvariantCulture($"{text[..year.Index]}yyyy{text[(year.Index + year.Length)..]}");
            var digits = year.Length == 3 ? @"\d{3}" : @"\d{1,3}";
            form = new(text, new Regex($"^({Shape(text[..year.Index])})({digits})({Shape(text[(year.Index + year.Length)..])})\\z"), pattern);
            return true;
        }
        catch (InvalidPatternException invalid)
        {
            reason = invalid.Message;
            return false;
        }
    }

    public bool TryParse(string text, out LocalDateTime value)
    {
        value = default;
        return _year.Match(text) is { Success: true } found
            && int.Parse(found.Groups[2].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var year
            && _pattern.Parse(string.Create(CultureInfo.InvariantCulture, $"{found.Groups[1]}{year + YearBefore:D4}{found.Groups[3]}"))
                .TryGetValue(default, out value);
    }

    public override string ToString() => $"{_text} (calendar roc)";

    /// <summary>Where the year's digits end: a run of one letter is as many digits as NodaTime takes, the rest stands for itself.</summary>
    private static string Shape(string pattern)
    {
        var shape = new StringBuilder();
        foreach (Match part in Part().Matches(pattern))
        {
            shape.Append(part.Groups[1] is { Success: true } literal ? Regex.Escape(literal.Value)
                : part.Groups[2] is { Success: true } run ? run.Length == 1 ? @"\d{1,2}" : $@"\d{{{run.Length}}}"
                : part.Groups[3] is { Success: true } escaped ? Regex.Escape(escaped.Value) : Regex.Escape(part.Value));
        }

        return shape.ToString();
    }

    [GeneratedRegex(@"(?<!\\)y+(?=(?:[^']*'[^']*')*[^']*\z)")]
    private static partial Regex YearRun();

    [GeneratedRegex(@"'([^']*)'|(M+|d+|H+|m+|s+)|\\(.)|.", RegexOptions.Singleline)]
    private static partial Regex Part();
}
