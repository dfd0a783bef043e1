using System.Collections.Concurrent;
using System.Globalization;

namespace Campaigns.Rendering.Formatting;

/// <summary>Amounts of money as a reader of a locale writes them.</summary>
public static class Money
{
    private static readonly ConcurrentDictionary<(string Locale, string Currency), NumberFormatInfo> Formats = new();

    /// <summary>
    /// For example <c>NT$12,340</c>, <c>¥1,200.00</c>, <c>1.234,50 €</c>: digits by ISO 4217 (the New Taiwan dollar by
    /// custom has none), symbols by CLDR, so that yen and yuan are not confused. Empty when the amount is null.
    /// </summary>
    /// <exception cref="FormatException">The amount is no number, or the currency no three-letter code.</exception>
    public static string Format(object? amount, string? currency, string locale)
    {
        if (amount is null) return string.Empty;
        if (currency is not { Length: 3 } || !currency.All(char.IsAsciiLetterUpper))
            throw new FormatException($"Expected an ISO 4217 currency such as TWD, but got {currency ?? "nothing"}.");
        var number = amount switch
        {
            decimal d => d,
            int or long or double => Convert.ToDecimal(amount, CultureInfo.InvariantCulture),
            string s when decimal.TryParse(s, NumberStyles.Number, CultureInfo.InvariantCulture, out var d) => d,
            _ => throw new FormatException($"Expected an amount, but got {amount}."),
        };
        return number.ToString("C", Formats.GetOrAdd((locale, currency), static key => Build(key.Locale, key.Currency)));
    }

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

    private static int Digits(string currency) => currency switch
    {
        "TWD" or "JPY" or "KRW" or "VND" or "CLP" or "ISK" or "PYG" or "UGX" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
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
        "CNY" => locale.Equals("zh-Hans", StringComparison.OrdinalIgnoreCase) ? "¥" : "CN¥",
        "JPY" => locale.Equals("zh-Hans", StringComparison.OrdinalIgnoreCase) ? "JP¥" : "¥",
        _ => currency,
    };
}
