using System.Globalization;
using NodaTime;

namespace Campaigns.Portfolio;

/// <summary>
/// Dates as Excel keeps them and exports them from cells without a date format: days, with the time of day as a fraction.
/// 45721 is 2025-03-05.
/// </summary>
internal sealed class SerialDates : IDateForm
{
    private const int SecondsOfDay = 24 * 60 * 60;

    private readonly string _name;
    private readonly LocalDate _epoch;
    private readonly int _first;
    private readonly int _last;

    private SerialDates(string name, LocalDate epoch, int first, int last) => (_name, _epoch, _first, _last) = (name, epoch, first, last);

    /// <summary>The form of this name; null when it is none.</summary>
    public static SerialDates? Find(string name) => name switch
    {
        // Both end with 9999-12-31. Excel counts a 29 February 1900 that never was; before March 1900 its numbers are one less, and nobody's policy is so old.
        "excel" => new(name, new LocalDate(1899, 12, 30), 61, 2_958_465),
        "excel-1904" => new(name, new LocalDate(1904, 1, 1), 0, 2_957_003),
        _ => null,
    };

    public bool TryParse(string text, out LocalDateTime value)
    {
        value = default;
        if (!decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number < _first || number >= _last + 1)
            return false;
        var day = decimal.Truncate(number);
        // Fractions are binary: noon and a second is never exact.
        var seconds = Math.Min(decimal.Round((number - day) * SecondsOfDay), SecondsOfDay - 1);
        value = _epoch.PlusDays((int)day).AtMidnight().PlusSeconds((long)seconds);
        return true;
    }

    public override string ToString() => _name;
}
