using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio;

/// <summary>Reads the file's texts as numbers, dates and booleans.</summary>
internal static class CsvText
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool TryNumber(string text, CsvFormat format, out decimal number)
    {
        number = 0;
        return (format.Numbers.NumberGroupSeparator.Length == 0 || NumberGroups.TryRemove(text, format.Numbers, out text))
            && decimal.TryParse(text, Plain, format.Numbers, out number);
    }

    /// <summary>What a text that is no number is, after "is": its separators are the usual reason.</summary>
    public static string NoNumber(string text, CsvFormat format)
    {
        if (!text.Any(char.IsAsciiDigit) || text.Any(c => !char.IsAsciiDigit(c) && c is not ('-' or '+' or ',' or '.' or ' ' or '\'' or '’')))
            return "not a number";
        var numbers = format.Numbers;
        return $"not a number with '{numbers.NumberDecimalSeparator}' before decimals and " + (numbers.NumberGroupSeparator.Length == 0
            ? "no separator of thousands; see /csv/decimal and /csv/thousands"
            : $"'{numbers.NumberGroupSeparator}' between groups of {string.Join(" and ", numbers.NumberGroupSizes)}; " +
                "see /csv/decimal, /csv/thousands and /csv/groups");
    }

    public static bool TryBoolean(string text, out bool value)
    {
        var known = text.ToUpperInvariant();
        value = known is "TRUE" or "YES" or "Y" or "1";
        return value || known is "FALSE" or "NO" or "N" or "0";
    }

    public static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
