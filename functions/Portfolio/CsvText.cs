using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio;

/// <summary>Reads the file's texts as numbers, dates and booleans.</summary>
internal static class CsvText
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool TryNumber(string text, CsvFormat format, out decimal number) =>
        decimal.TryParse(
            text,
            format.Numbers.NumberGroupSeparator.Length == 0 ? Plain : Plain | NumberStyles.AllowThousands,
            format.Numbers,
            out number);

    public static bool TryBoolean(string text, out bool value)
    {
        var known = text.ToUpperInvariant();
        value = known is "TRUE" or "YES" or "Y" or "1";
        return value || known is "FALSE" or "NO" or "N" or "0";
    }

    public static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
