using System.Globalization;
using Campaigns.Rendering.Formatting;
using NodaTime;

namespace Campaigns.Rendering.Tests;

public class FormattingTests
{
    private static readonly DateTimeZone Taipei = DateTimeZoneProviders.Tzdb["Asia/Taipei"];

    [Theory]
    [InlineData("1234", "TWD", "en", "NT$1,234")]
    [InlineData("1234.5", "TWD", "zh-Hant", "NT$1,235")]
    [InlineData("1234567", "TWD", "zh-Hans", "NT$1,234,567")]
    [InlineData("1234.5", "CNY", "zh-Hans", "¥1,234.50")]
    [InlineData("1234.5", "CNY", "zh-Hant", "CN¥1,234.50")]
    [InlineData("1234.5", "CNY", "en", "CN¥1,234.50")]
    [InlineData("1234", "JPY", "en", "¥1,234")]
    [InlineData("1234", "JPY", "zh-Hans", "JP¥1,234")]
    [InlineData("1234.5", "EUR", "en", "€1,234.50")]
    [InlineData("1234.5", "EUR", "zh-Hant", "€1,234.50")]
    [InlineData("1234.5", "USD", "en", "$1,234.50")]
    [InlineData("1234.5", "USD", "zh-Hant", "US$1,234.50")]
    [InlineData("1234.5", "HKD", "zh-Hant", "HK$1,234.50")]
    [InlineData("1234.5", "KWD", "en", "KWD 1,234.500")]
    [InlineData("1234.5", "CHF", "en", "CHF 1,234.50")]
    [InlineData("-1234.5", "CHF", "en", "-CHF 1,234.50")]
    [InlineData("-1234", "TWD", "en", "-NT$1,234")]
    [InlineData("0", "TWD", "en", "NT$0")]
    [InlineData("1234.5", "EUR", "de", "1.234,50 €")]
    [InlineData("1234.5", "twd", "en", "NT$1,235")]
    [InlineData("1234", " ｔｗｄ ", "en", "NT$1,234")]
    [InlineData("1234.5", "KRW", "en", "₩1,235")]
    [InlineData("1234.5", "VUV", "en", "VUV 1,235")]
    [InlineData("1234.5", "CLF", "en", "CLF 1,234.5000")]
    [InlineData("1234.5", "HKD", "zh-Hant-HK", "HK$1,234.50")]
    [InlineData("1234.5", "CNY", "zh-Hans-SG", "¥1,234.50")]
    public void Money_ByCurrencyAndLocale_ReadsAsPeopleWriteIt(string amount, string currency, string locale, string expected) =>
        Assert.Equal(expected, Money.Format(decimal.Parse(amount, CultureInfo.InvariantCulture), currency, locale));

    [Theory]
    [InlineData("en", "12 October 2026", "12 Oct 2026")]
    [InlineData("zh-Hant", "2026年10月12日", "2026/10/12")]
    [InlineData("zh-Hans", "2026年10月12日", "2026/10/12")]
    [InlineData("de", "Montag, 12. Oktober 2026", "12.10.2026")]
    public void Dates_ByLocale_ReadAsPeopleWriteThem(string locale, string written, string brief)
    {
        object[] same = [new LocalDate(2026, 10, 12), Taipei.AtLeniently(new LocalDateTime(2026, 10, 12, 23, 59)), "2026-10-12",
            "2026-10-12T01:00:00+08:00", "2026-10-11T17:00:00Z", "2026-10-12T23:59:00"];
        foreach (var date in same)
        {
            Assert.Equal(written, Dates.Long(date, locale, Taipei));
            Assert.Equal(brief, Dates.Short(date, locale, Taipei));
        }
    }

    [Theory]
    [InlineData("2026-10-12T23:59:00", "2026-10-13T00:01:00", 1)]
    [InlineData("2026-10-12T00:00:00", "2026-10-12T23:59:00", 0)]
    [InlineData("2026-10-12", "2026-10-10", -2)]
    [InlineData("2028-02-28", "2028-03-01", 2)]
    public void DaysBetween_CountsCalendarDays(string from, string to, int expected) =>
        Assert.Equal(expected, Dates.DaysBetween(from, to, Taipei));

    [Theory]
    [InlineData("+886912345678", "+8869****5678")]
    [InlineData("13812345678", "138****5678")]
    [InlineData("0912345678", "09****5678")]
    [InlineData("12345", "***45")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void MaskPhone_ShowsTheEnds(string? provider, string expected) => Assert.Equal(expected, Mask.Phone(provider));

    [Theory]
    [InlineData("A123456789", "A1******89")]
    [InlineData(" A123456789　", "A1******89")]
    [InlineData("保單𠮷字第𠀀號1", "保單****號1")]
    [InlineData("110101199003078515", "110***********8515")]
    [InlineData("AB1", "***")]
    [InlineData(null, "")]
    public void MaskId_ShowsAtMostHalf(string? id, string expected) => Assert.Equal(expected, Mask.Id(id));

    [Theory]
    [InlineData("陳志明", "zh-Hant", "陳○明")]
    [InlineData("陈志明", "zh-Hans", "陈*明")]
    [InlineData("陳明", "zh-Hant", "陳○")]
    [InlineData("歐陽志明", "zh-Hant", "歐○○明")]
    [InlineData("陳志明", "en", "陳*明")]
    [InlineData("John Smith", "en", "J*** S***")]
    [InlineData("  ", "en", "")]
    [InlineData("\u3000", "zh-Hant", "")]
    [InlineData("𠮷田太郎", "zh-Hant", "𠮷○○郎")]
    [InlineData("李𪚥", "zh-Hant-HK", "李○")]
    [InlineData("𰻝", "zh-Hans", "*")]
    [InlineData("𲎯小明", "zh-Hans", "𲎯*明")]
    [InlineData("陳葛\U000E0100明", "zh-Hant", "陳○明")]
    [InlineData("A\u0301lvaro Pérez", "es", "A\u0301*** P***")]
    [InlineData("👩‍👩‍👧 Chen", "en", "👩‍👩‍👧*** C***")]
    [InlineData("José　García", "en", "J*** G***")]
    [InlineData("\u202EMei\u202C Chen", "en", "M*** C***")]
    public void MaskName_FollowsTheScriptOfTheName(string name, string locale, string expected) =>
        Assert.Equal(expected, Mask.Name(name, locale));

    [Theory]
    [InlineData("+886 2 5555 0100", "tel:+886255550100")]
    [InlineData("(02) 5555-0100", "tel:0255550100")]
    [InlineData("＋８８６ ２　５５５５", "tel:+88625555")]
    [InlineData("0800-123-456 #12", "tel:0800123456;ext=12")]
    [InlineData("02-5555-0100 轉 12", "tel:0255550100;ext=12")]
    [InlineData("call us", "")]
    [InlineData(null, "")]
    public void Telephone_AsALink_HasNoBlanks(string? number, string expected) => Assert.Equal(expected, Telephone.Link(number));

    [Theory]
    [InlineData("en", "1 day, 2 days")]
    [InlineData("zh-Hant", "1 days, 2 days")]
    public void Plural_ByLocale(string locale, string expected) =>
        Assert.Equal(expected, Sample.Sms("1 {{ plural 1 \"day\" \"days\" }}, 2 {{ 2 | plural \"day\" \"days\" }}", locale: locale));

    [Theory]
    [InlineData("{{ 5.00 }}", "5")]
    [InlineData("{{ policy.premium }}", "12340")]
    [InlineData("{{ policy.premium / 12 | math.round 2 }}", "1028.33")]
    [InlineData("{{ 0.1 + 0.2 }}", "0.3")]
    [InlineData("{{ policy.expires_on }}", "12 Oct 2026")]
    [InlineData("{{ days_until policy.expires_on }}", "90")]
    [InlineData("{{ money policy.premium policy.currency }}", "NT$12,340")]
    [InlineData("{{ policy.premium | money \"TWD\" }}", "NT$12,340")]
    [InlineData("{{ mask_name customer.name }}", "M*** C***")]
    [InlineData("{{ if event.gift_name > 0 }}a{{ else }}b{{ end }}", "b")]
    [InlineData("{{ case customer.value_tier }}{{ when \"high\" }}H{{ else }}L{{ end }}", "H")]
    public void Render_Value_IsWrittenForPeople(string text, string expected) => Assert.Equal(expected, Sample.Sms(text));

    /// <summary>Conditions of a template mean what those of a journey do.</summary>
    [Theory]
    [InlineData("{{ if policy.expires_on > now }}a{{ else }}b{{ end }}", "a")]
    [InlineData("{{ if policy.expires_on == \"2026-10-12\" }}a{{ else }}b{{ end }}", "a")]
    [InlineData("{{ if now >= \"2026-07-14T02:00:00Z\" }}a{{ else }}b{{ end }}", "a")]
    [InlineData("{{ if now > \"2026-07-14T10:00:00+08:00\" }}a{{ else }}b{{ end }}", "b")]
    [InlineData("{{ if \"soon\" < now || \"soon\" > now }}a{{ else }}b{{ end }}", "b")]
    [InlineData("{{ if event.gift_name < 5 || event.gift_name >= \"a\" }}a{{ else }}b{{ end }}", "b")]
    [InlineData("{{ if event.gift_name == \"\" && event.gift_name == null }}a{{ else }}b{{ end }}", "a")]
    [InlineData("{{ if policy.premium != null }}a{{ else }}b{{ end }}", "a")]
    [InlineData("{{ if \"a\" < \"B\" }}a{{ else }}b{{ end }}", "b")]
    [InlineData("{{ if \"\" || 0 }}a{{ else }}b{{ end }}", "b")]
    [InlineData("{{ date_short \"2026-07-14T22:00:00Z\" }}", "15 Jul 2026")] // on the customer's clock
    [InlineData("{{ days_until \"2026-07-14T22:00:00Z\" }}", "1")]
    [InlineData("{{ now }}", "14 Jul 2026")]
    public void Render_DatesAndConditions_FollowTheRuleOfExpressions(string text, string expected) =>
        Assert.Equal(expected, Sample.Sms(text));

    [Fact]
    public void Render_UnderAnotherCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("1234.5 NT$1,234 12 Oct 2026",
                Sample.Sms("{{ 1234.50 }} {{ money 1234 \"TWD\" }} {{ date_short policy.expires_on }}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
