using System.Text;
using Campaigns.Definitions.Wording;
using Campaigns.Model;
using CsCheck;

namespace Campaigns.Definitions.Tests.Wording;

/// <summary>What rules of wording find, however it is written.</summary>
public sealed class WordingMatcherTests
{
    private const string Rules = """
        {
          "forbidden": [
            { "id": "sure", "in": {
              "zh": { "words": ["保證獲利"], "patterns": ["保證.{0,4}收益"], "except": ["已有保證獲利查核"] },
              "en": { "words": ["risk-free", "sure profit"], "patterns": ["\\bguaranteed returns?\\b"], "except": ["sure profit centre"] } } },
            { "id": "strict", "mayBeDenied": false, "in": { "en": { "words": ["rival"] } } },
            { "id": "script", "eitherScript": false, "in": { "zh": { "words": ["國際"] } } },
            { "id": "of-life", "products": ["life"], "in": { "*": { "words": ["deposit"] } } }
          ],
          "required": [
            { "id": "name", "channels": ["sms"], "in": { "*": { "oneOf": ["{{ insurer.name }}"] }, "en": { "oneOf": ["{{ insurer.name }} Ltd"] } } },
            { "id": "way-out", "channels": ["sms"], "onlyMarketing": true, "in": { "*": { "oneOf": ["reply {{ reply.stop }}", "{{ links.unsubscribe }}"] } } },
            { "id": "risk", "channels": ["push"], "in": { "en": { "oneOf": ["may fall"], "when": ["yield"] } } }
          ],
          "denials": {
            "zh": { "reach": 12, "before": ["並非"], "adjacent": ["不"], "warnings": ["詐騙"], "unless": ["不但"] },
            "en": { "before": ["not", "never", "no"], "after": ["a myth"], "warnings": ["beware"], "unless": ["not only"] }
          }
        }
        """;

    private static readonly string[] Gaps = ["", " ", "\u200B", "\u00AD", "\u3000", "\u2060 "];
    private static readonly WordingMatchers Matchers = new(WordingReader.Read(Encoding.UTF8.GetBytes(Rules)).Rules!);

    [Theory]
    [InlineData("zh-Hant", "本商品保證獲利", "保證獲利")]
    [InlineData("zh-Hans", "本产品保证获利", "保证获利")]
    [InlineData("zh-Hant-HK", "保证獲利", "保证獲利")]
    [InlineData("zh-Hant", "保 證 獲　利", "保 證 獲　利")]
    [InlineData("zh-Hant", "保\u200B證\u2060獲\uFEFF利", "保\u200B證\u2060獲\uFEFF利")]
    [InlineData("zh-Hant", "保.證.獲.利", "保.證.獲.利")]
    [InlineData("zh-Hant", "保-證-獲-利", "保-證-獲-利")]
    [InlineData("zh-Hant", "每年保證５％收益", "保證５％收益")]
    [InlineData("zh-Hant", "不但保證獲利", "保證獲利")]
    [InlineData("zh-Hant", "並非首次，保證獲利", "保證獲利")]
    [InlineData("zh-Hant", "並非一般公司所能提供的這一種方案保證獲利", "保證獲利")]
    [InlineData("en", "It is Risk-Free.", "Risk-Free")]
    [InlineData("en", "It is risk free.", "risk free")]
    [InlineData("en", "RISK\u2011FREE", "RISK\u2010FREE")]
    [InlineData("en", "ＲＩＳＫ－ＦＲＥＥ", "ＲＩＳＫ－ＦＲＥＥ")]
    [InlineData("en", "ri\u00ADsk\u2013free", "ri\u00ADsk\u2013free")]
    [InlineData("en", "R I S K - F R E E now", "R I S K - F R E E")]
    [InlineData("en", "a sure\n   profit", null)]
    [InlineData("en", "a sure \t profit", "sure \t profit")]
    [InlineData("en", "Guaranteed returns, not promises", "Guaranteed returns")]
    [InlineData("en", "Not only risk-free", "risk-free")]
    [InlineData("en", "It is not far. It is risk-free.", "risk-free")]
    [InlineData("en", "not 1,000 but risk-free", null)]
    [InlineData("zh-Hant", "本商品不保證獲利", null)]
    [InlineData("zh-Hant", "並非保證獲利", null)]
    [InlineData("zh-Hant", "已有保證獲利查核", null)]
    [InlineData("zh-Hant", "「保證獲利」？那是詐騙", "保證獲利")]
    [InlineData("zh-Hant", "「保證獲利」，那是詐騙", null)]
    [InlineData("zh-Hant", "國際", "國際")]
    [InlineData("zh-Hant", "国际", null)]
    [InlineData("en", "trisk-freely", null)]
    [InlineData("en", "the sure profit centre", null)]
    [InlineData("en", "Guaranteed returns are a myth", null)]
    [InlineData("en", "Beware of \"risk-free\" offers, they say", null)]
    [InlineData("en", "We are not a rival", "rival")]
    [InlineData("fr", "保證獲利 risk-free", null)]
    public void Forbidden_HoweverItIsWritten(string locale, string text, string? words) =>
        Assert.Equal(words is null ? [] : [words], Matchers.For(Channel.Email, Near(locale)).Forbidden(text).Select(breach => breach.Words));

    [Fact]
    public void Products_HoldARuleBack()
    {
        var matcher = Matchers.For(Channel.Email, ["en"]);

        Assert.True(matcher.NeedsProducts);
        Assert.Empty(matcher.Check("your deposit", [], _ => null, marketing: true));
        Assert.Empty(matcher.Check("your deposit", ["motor"], _ => null, marketing: true));
        Assert.Equal("of-life", Assert.Single(matcher.Check("your deposit", ["motor", "life"], _ => null, marketing: true)).Rule.Id);
    }

    [Theory]
    [InlineData("sms", "en", "Acme Ltd: hello. Reply STOP", "")]
    [InlineData("sms", "en", "Acme: hello. Reply STOP", "name")]
    [InlineData("sms", "zh-Hant", "【Acme】reply stop", "")]
    [InlineData("sms", "zh-Hant", "【Acmes】 reply stopp", "name way-out")]
    [InlineData("sms", "zh-Hant", "Acme https://a.example/u", "")]
    [InlineData("push", "en", "a yield of 2 %", "risk")]
    [InlineData("push", "en", "a yield of 2 %, which may fall", "")]
    [InlineData("push", "en", "hello", "")]
    [InlineData("agent", "en", "risk-free", "")]
    public void Required_UnlessItIsSaid(string channel, string locale, string text, string rules)
    {
        var values = new Dictionary<string, string> { ["insurer.name"] = "Acme", ["reply.stop"] = "STOP", ["links.unsubscribe"] = "https://a.example/u" };

        var breaches = Matchers.For(new Channel(channel), Near(locale)).Check(text, [], values.GetValueOrDefault, marketing: true);

        Assert.Equal(rules, string.Join(' ', breaches.Select(breach => breach.Rule.Id)));
        Assert.All(breaches, breach => Assert.False(breach.Said));
    }

    [Fact]
    public void Required_OnlyOfMarketing_AndOnlyWhereItHasAValue()
    {
        var matcher = Matchers.For(Channel.Sms, ["fr"]);

        Assert.Empty(matcher.Check("Acme", [], path => path == "insurer.name" ? "Acme" : null, marketing: true));
        Assert.Empty(matcher.Check("Acme", [], path => path == "insurer.name" ? "Acme" : "x", marketing: false));
        Assert.Single(matcher.Check("Acme", [], path => path == "insurer.name" ? "Acme" : "x", marketing: true));
    }

    [Fact]
    public void Forbidden_AnyText_IsFoundWithSpacesAndInvisibleCharactersWithin()
    {
        var gaps = Gen.Int[0, Gaps.Length - 1].Select(i => Gaps[i]);
        Gen.Select(gaps, gaps, gaps, Gen.String[0, 8]).Sample((a, b, c, around) =>
            Matchers.For(Channel.Email, ["zh"]).Forbidden($"{around}\n保{a}證{b}獲{c}利").Count > 0, iter: 500);
    }

    [Fact]
    public void Check_AnyText_DoesNotThrow() => Gen.String.Sample(text =>
        Matchers.For(Channel.Sms, ["zh-Hant"]).Check(text, [], _ => text, marketing: true).Count >= 0, iter: 2_000);

    private static string[] Near(string locale) => locale == "zh-Hant-HK" ? [locale, "zh-Hant"] : [locale];
}
