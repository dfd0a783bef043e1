using System.Globalization;
using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Preview;

/// <summary>
/// Made-up customers who have a value for every attribute of a catalog, for none, or values that texts rarely reckon with. They show
/// whether a text stands up to real data before there are any.
/// </summary>
public static class SampleCustomers
{
    /// <summary>Long, with the characters of markup, of templates and of both directions of writing.</summary>
    private const string HostileText = "<b>\"Ann\" & 'Bo'</b> {{ x }} 𠮷野家 עברית O’Brien-Featherstonehaugh de la Cruz y Fernández, née Ōtani";

    private static readonly IReadOnlyDictionary<string, (string English, string Traditional, string Simplified)> Texts =
        new Dictionary<string, (string, string, string)>
        {
            ["name"] = ("Mei Chen", "陳美玲", "陈美玲"),
            ["given_name"] = ("Mei", "美玲", "美玲"),
            ["salutation"] = ("Ms", "小姐", "女士"),
            ["agent_name"] = ("Wei Lin", "林志偉", "林志伟"),
            ["product_name"] = ("Home Plus", "安心住家險", "安心家财险"),
            ["product_name_en"] = ("Home Plus", "Home Plus", "Home Plus"),
            ["product_name_zh_hant"] = ("安心住家險", "安心住家險", "安心住家險"),
            ["product_name_zh_hans"] = ("安心家财险", "安心家财险", "安心家财险"),
            ["gift_name"] = ("a travel cover", "旅遊平安險", "旅游意外险"),
            ["city"] = ("Taipei", "台北市", "上海市"),
            ["phone"] = ("+886912345678", "+886912345678", "+8613812345678"),
            ["email"] = ("mei@example.com", "mei@example.com", "mei@example.com"),
            ["number"] = ("TW20260987654", "TW20260987654", "CN20260987654"),
            ["currency"] = ("TWD", "TWD", "CNY"),
            ["country"] = ("TW", "TW", "CN"),
            ["time_zone"] = ("Asia/Taipei", "Asia/Taipei", "Asia/Shanghai"),
        };

    /// <summary>One who has a likely value for every attribute that the catalog declares.</summary>
    /// <param name="catalog">The attributes.</param>
    /// <param name="locale">The language, whose names they bear.</param>
    /// <param name="today">The day by which dates to come and past dates are chosen.</param>
    public static PreviewCustomer Full(AttributeCatalog catalog, string locale, LocalDate today) =>
        Of("every attribute", catalog, locale, (subject, attribute) => Likely(subject, attribute, locale, today));

    /// <summary>One of whom nothing is known but the language.</summary>
    /// <param name="catalog">The attributes.</param>
    /// <param name="locale">The language.</param>
    public static PreviewCustomer Sparse(AttributeCatalog catalog, string locale) =>
        Of("no attribute", catalog, locale, (_, _) => null);

    /// <summary>One whose values are long, strange, and at the ends of what their types allow.</summary>
    /// <param name="catalog">The attributes.</param>
    /// <param name="locale">The language.</param>
    public static PreviewCustomer Hostile(AttributeCatalog catalog, string locale) =>
        Of("hostile values", catalog, locale, (_, attribute) => attribute.Type switch
        {
            AttributeType.Number => -1234567890.987m,
            AttributeType.Boolean => false,
            AttributeType.Date => attribute.IsPast ? "0101-01-01" : "9899-12-31",
            AttributeType.Instant => "2026-02-29T99:99:99Z",
            AttributeType.List => (IReadOnlyList<string>)[HostileText, ""],
            _ when attribute.Name == "currency" => "BHD", // with three decimals; what is no currency cannot be an amount of money
            _ => HostileText,
        });

    private static PreviewCustomer Of(
        string name, AttributeCatalog catalog, string locale, Func<string, AttributeDefinition, object?> value)
    {
        AttributeBag Bag(string subject) => AttributeBag.Of(catalog.Of(subject).Values
            .Select(attribute => KeyValuePair.Create(attribute.Name, value(subject, attribute))).Where(pair => pair.Value is not null));
        var policy = Bag("policy");
        return new(name,
            new CustomerProfile { Id = new("sample"), Attributes = Bag("customer").With([new("language", locale)]) },
            policy.Count == 0 ? [] : [policy], Bag("event"));
    }

    private static object? Likely(string subject, AttributeDefinition attribute, string locale, LocalDate today) => attribute.Type switch
    {
        AttributeType.Number => attribute.Unit switch
        {
            "percent" => 5m,
            { Length: 3 } => 11720m,
            _ => attribute.Name.Contains("risk", StringComparison.Ordinal) ? 0.4m : 3m,
        },
        AttributeType.Boolean => true,
        AttributeType.Date => Iso(attribute.IsPast ? today.PlusDays(-40) : today.PlusDays(30)),
        AttributeType.Instant => $"{Iso(today.PlusDays(-2))}T09:30:00Z",
        AttributeType.List => (IReadOnlyList<string>)["sample"],
        _ when attribute.Values.Count > 0 => attribute.Values[0],
        _ when Texts.TryGetValue(attribute.Name, out var known) => In(known, locale),
        _ => $"{subject}-{attribute.Name.Replace('_', '-')}",
    };

    private static string In((string English, string Traditional, string Simplified) text, string locale) =>
        locale.StartsWith("zh-Hans", StringComparison.OrdinalIgnoreCase) ? text.Simplified
        : locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? text.Traditional : text.English;

    private static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
