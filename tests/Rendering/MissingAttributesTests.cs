using System.Text.RegularExpressions;
using Campaigns.Model;
using Campaigns.Rendering.Set;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

/// <summary>A text reads well whichever attribute is missing or blank, or says that it requires it.</summary>
public partial class MissingAttributesTests
{
    private static readonly object?[] Nothing = [null, "", "  ", "\u3000", "\u200B\u00A0\t"];

    public static TheoryData<string, string> Files() => [.. Sample.Shipped.Templates.Select(t => (t.File, t.Locale))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Render_WithoutAnAttribute_ReadsWell_OrRequiresIt(string file, string locale)
    {
        var template = Sample.Shipped.Templates.Single(t => t.File == file);
        foreach (var attribute in template.Variables.Where(v => v.Split('.') is ["customer" or "policy" or "event", _]))
        {
            foreach (var nothing in Nothing)
            {
                var result = Campaign.Render(template.Name, template.Channel, locale, Campaign.Globals(locale, 1, attribute, nothing));
                if (template.Requires.Contains(attribute))
                {
                    var failed = Assert.IsType<RenderResult.Failed>(result);
                    Assert.Equal((RenderFailure.Missing, $"`{attribute}` has no value, and this text requires it."),
                        (failed.Reason, failed.Message));
                    continue;
                }

                var rendered = Assert.IsType<RenderResult.Rendered>(result);
                foreach (var text in Campaign.Texts(rendered.Message))
                    Assert.False(Gap().IsMatch(text), $"{file} without {attribute}: \"{Gap().Match(text)}\" in\n{text}");
            }
        }
    }

    [Fact]
    public void Render_WithoutTheInsurersTelephone_ReadsWell()
    {
        foreach (var template in Sample.Shipped.Templates)
        {
            var globals = Campaign.Globals(template.Locale, 3);
            ((ScriptObject)globals["insurer"]!)["phone"] = "　";
            var rendered = Assert.IsType<RenderResult.Rendered>(Campaign.Render(template.Name, template.Channel, template.Locale, globals));
            Assert.All(Campaign.Texts(rendered.Message), text => Assert.DoesNotMatch(Gap(), text));
        }
    }

    [Fact]
    public void Requires_OfTheRenewals_IsTheDateTheyAreAbout() =>
        Assert.All(Sample.Shipped.Templates.Where(t => t.Name.StartsWith("renewal/", StringComparison.Ordinal)),
            t => Assert.Equal(["policy.expires_on"], t.Requires));

    [Theory]
    [InlineData("requires: policy.number, customer.name", "policy.number")]
    [InlineData("requires: [customer.name, policy.number]", "policy.number")]
    [InlineData("requires: customer.name", null)]
    [InlineData("requires: customer.nickname", "customer.nickname")]
    [InlineData("requires: event.gift_name", "event.gift_name")]
    public void MissingFor_NamesTheFirstThatTheDataLack(string line, string? missing)
    {
        var set = TemplateSet.Parse([new TemplateFile("a/b.sms.en.scriban", $"---\n{line}\n---\nHello")]);
        Assert.Empty(set.Errors);
        Assert.Equal(missing, set.MissingFor("a/b", Channel.Sms, ["fr", "en"], () => Campaign.Globals("en", 1, "policy.number", " ")));
        Assert.Equal(missing is null, new TemplateRenderer(set).Render(new RenderRequest("a/b", Channel.Sms, ["en"],
            Campaign.Globals("en", 1, "policy.number", " "))) is RenderResult.Rendered);
    }

    [Fact]
    public void MissingFor_AsksTheTextOfTheCustomersLocale()
    {
        var set = TemplateSet.Parse(
        [
            new TemplateFile("a/b.sms.en.scriban", "Hello"),
            new TemplateFile("a/b.sms.zh-Hant.scriban", "---\nrequires: customer.name\n---\n您好"),
        ]);
        Assert.Null(set.MissingFor("a/b", Channel.Sms, ["en"], () => Campaign.Globals("en", 1, "customer.name")));
        Assert.Equal("customer.name", set.MissingFor("a/b", Channel.Sms, ["zh-TW"], () => Campaign.Globals("en", 1, "customer.name")));
        Assert.Null(set.MissingFor("a/b", Channel.Push, ["zh-TW"], () => throw new InvalidOperationException("nothing requires data")));
    }

    /// <summary>A blank date that the catalog declares is missing like any other, and so is one that is none.</summary>
    [Theory]
    [InlineData("soon")]
    [InlineData("2026-02-30")]
    [InlineData(" ")]
    public void MissingFor_ADateThatIsNone_IsMissing(string value) => Assert.Equal("policy.expires_on", Sample.Shipped.MissingFor(
        "renewal/nudge", Channel.Sms, ["en"], () => Campaign.Globals("en", 1, "policy.expires_on", value)));

    [Theory]
    [InlineData("zh-Hant-HK", "家居保")]
    [InlineData("zh-Hant", "住家險")]
    [InlineData("zh-Hans", "住宅")]
    [InlineData("en", "Home")]
    [InlineData("de", "Plus")]
    public void Render_AName_IsThatOfTheTextsLocale_WhereTheDataHaveIt(string locale, string expected)
    {
        var globals = Sample.Globals();
        globals["policy"] = new ScriptObject
        {
            ["product_name"] = "Plus",
            ["product_name_en"] = "Home",
            ["product_name_zh"] = "住宅",
            ["product_name_zh_hant"] = "住家險",
            ["product_name_zh_hant_hk"] = "家居保",
            ["product_name_de"] = "　",
        };
        Assert.Equal(expected, Sample.Sms("{{ policy.product_name }}", globals, locale));
    }

    [Theory]
    [InlineData("{{ money policy.premium policy.currency }}", "NT$12,340")]
    [InlineData("{{ money policy.premium }}", "NT$12,340")]
    [InlineData("{{ p = policy.premium }}{{ money p }}", "NT$12,340")]
    [InlineData("{{ policy.premium | money }}", "NT$12,340")]
    [InlineData("{{ for p in policies }}{{ money p.premium p.currency }}{{ end }}", "NT$12,340")]
    public void Money_WithoutACurrency_TakesTheCatalogs(string text, string expected) =>
        Assert.Equal(expected, Sample.Sms(text, Campaign.Globals("en", 1, "policy.currency", "\u3000")));

    [Fact]
    public void Money_InSmallLetters_IsTheSameCurrency() =>
        Assert.Equal("HK$12,340.00", Sample.Sms("{{ money policy.premium policy.currency }}", Campaign.Globals("en", 1, "policy.currency", "hkd")));

    [Theory]
    [InlineData("en", "דוד", "\u2068דוד\u2069 2026")]
    [InlineData("zh-Hant", "محمد", "\u2068محمد\u2069 2026")]
    [InlineData("he", "דוד", "דוד 2026")]
    [InlineData("en", "\u202EMei\u202C", "Mei 2026")]
    [InlineData("en", "\u2067Mei", "Mei 2026")]
    [InlineData("en", "\u200Fדוד\u200E", "\u2068דוד\u2069 2026")]
    [InlineData("en", "José 陳", "José 陳 2026")]
    public void Render_AValue_KeepsItsDirectionToItself(string locale, string name, string expected)
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["customer"]!)["name"] = name;
        Assert.Equal(expected, Sample.Sms("{{ customer.name }} 2026", globals, locale));
    }

    [Fact]
    public void Earliest_OfSeveralPolicies_IsTheFirstDate()
    {
        Assert.Equal("9 Oct 2026", Sample.Sms("{{ date_short (earliest policies \"expires_on\") }}", Campaign.Globals("en", 3)));
        Assert.Equal("[]", Sample.Sms("[{{ earliest policies \"lapsed_on\" }}]", Campaign.Globals("en", 1, "policy.lapsed_on")));
    }

    // Double blanks, punctuation with nothing before it, empty parentheses, a label or salutation without its value, a row without a cell.
    [GeneratedRegex(
        @"(?m)[^\S\n]{2,}|[ 　][,.;:!?，。；：！？、）)](?!\w)|[（(][ 　]*[）)]|[，。、；：]{2,}|,\s*[,.]|\b(Dear|[Yy]our|of)[,.:;]"
        + @"|^[ ,.，。：:、]|[^\S\n]$|(電話|电话|Phone|Policy|Product|Lapsed|保單號碼|保单号|商品|產品|产品|失效日|到期日)(:|：)$|\bYour (ends|lapsed|has)\b"
        + @"|【】|null|\{\{|您的(將|将|已|還|还|可以|到期)|^(您好|，您好)")]
    private static partial Regex Gap();
}
