using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Campaigns.Model.Customers;

namespace Campaigns.Rendering.Formatting;

/// <summary>Amounts of money as a reader of a locale writes them.</summary>
public static class Money
{
    private static readonly ConcurrentDictionary<(string Locale, string Currency), NumberFormatInfo> Formats = new();

    /// <summary>
    /// For example <c>NT$12,340</c>, <c>¥1,200.00</c>, <c>1.234,50 €</c>: digits by ISO 4217 (the New Taiwan dollar by
    /// custom has none), symbols by CLDR, so that yen and yuan are not confused. Empty when the amount is null. The currency may be in small
    /// or full-width letters.
    /// </summary>
    /// <exception cref="FormatException">The amount is no number, or the currency no three-letter code.</exception>
    public static string Format(object? amount, string? currency, string locale)
    {
        if (amount is null or string { Length: 0 }) return string.Empty;
        var code = BlankText.Is(currency) ? "" : currency!.Trim().Normalize(NormalizationForm.FormKC).ToUpperInvariant();
        if (!IsCode(code))
            throw new FormatException($"Expected an ISO 4217 currency such as TWD, but got {(code.Length == 0 ? "nothing" : currency)}.");
        var number = amount switch
        {
            decimal d => d,
            int or long or double => Convert.ToDecimal(amount, CultureInfo.InvariantCulture),
            string s when decimal.TryParse(s, NumberStyles.Number, CultureInfo.InvariantCulture, out var d) => d,
            _ => throw new FormatException($"Expected an amount, but got {amount}."),
        };
        return number.ToString("C", Formats.GetOrAdd((locale, code), static key => Build(key.Locale, key.Currency)));
    }

    private static bool IsCode(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);

    private static NumberFormatInfo Build(string locale, string currency)
    {
        var language = locale.Split('-')[0].ToLowerInvariant();
        var own = language is "en" or "zh";
        var format = (NumberFormatInfo)(own ? NumberFormatInfo.InvariantInfo : CultureInfo.GetCultureInfo(locale).NumberFormat).Clone();
        format.CurrencySymbol = Symbol(currency, locale);
        format.CurrencyDecimalDigits = Digits(currency);
        if (!own) return format;
        // A bare code is set apart, as in CHF 1,200.00; negative amounts carry a minus, not brackets.
        var apart = format.CurrencySymbol == currency;
        format.CurrencyPositivePattern = apart ? 2 : 0;
        format.CurrencyNegativePattern = apart ? 9 : 1;
        return format;
    }

    /// <summary>Minor units by ISO 4217 (list one); the New Taiwan dollar has cents there that nobody writes.</summary>
    private static int Digits(string currency) => currency switch
    {
        "TWD" => 0,
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV"
            or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    private static string Symbol(string currency, string locale) => currency switch
    {
        "TWD" => "NT$",
        "HKD" => "HK$",
        "MOP" => "MOP$",
        "SGD" => "S$",
        "USD" => locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "US$" : "$",
        "EUR" => "€",
        "GBP" => "£",
        "KRW" => "₩",
        "VND" => "₫",
        // In mainland text a bare ¥ is the yuan, everywhere else the yen.
        "CNY" => locale.StartsWith("zh-Hans", StringComparison.OrdinalIgnoreCase) ? "¥" : "CN¥",
        "JPY" => locale.StartsWith("zh-Hans", StringComparison.OrdinalIgnoreCase) ? "JP¥" : "¥",
        _ => currency,
    };
}
