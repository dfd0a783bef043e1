using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Rendering.Tests;

public class LocaleTests
{
    [Theory]
    [InlineData("zh-Hant", "zh-Hant,en")]
    [InlineData("zh-TW", "zh-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("zh-Hant-TW", "zh-Hant-TW,zh-Hant,en")]
    [InlineData("zh-HK", "zh-HK,zh-Hant-HK,zh-Hant,en")]
    [InlineData("zh-MO", "zh-MO,zh-Hant-MO,zh-Hant-HK,zh-Hant,en")]
    [InlineData("zh_TW", "zh-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("zh_TW.UTF-8", "zh-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("zh_HK.big5hkscs@radical", "zh-HK,zh-Hant-HK,zh-Hant,en")]
    [InlineData("zh-Hant-HK", "zh-Hant-HK,zh-Hant,en")]
    [InlineData("zh-Hans-HK", "zh-Hans-HK,zh-Hans,en")]
    [InlineData("zh-CN", "zh-CN,zh-Hans-CN,zh-Hans,en")]
    [InlineData("zh-SG", "zh-SG,zh-Hans-SG,zh-Hans,en")]
    [InlineData("zh-MY", "zh-MY,zh-Hans-MY,zh-Hans,en")]
    [InlineData("zh", "zh,zh-Hans,en")]
    [InlineData("zh-US", "zh-US,zh-Hant-US,zh-Hant,en")]
    [InlineData("zh-GB", "zh-GB,zh-Hant-GB,zh-Hant,en")]
    [InlineData("zh-CHT", "zh-CHT,zh-Hant,en")]
    [InlineData("zh-CHS", "zh-CHS,zh-Hans,en")]
    [InlineData("cmn-TW", "cmn-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("cmn-Hans-TW", "cmn-Hans-TW,zh-Hans-TW,zh-Hans,en")]
    [InlineData("zh-cmn-Hant-TW", "zh-cmn-Hant-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("yue", "yue,zh-Hant-HK,zh-Hant,en")]
    [InlineData("yue-HK", "yue-HK,zh-Hant-HK,zh-Hant,en")]
    [InlineData("yue-CN", "yue-CN,zh-Hans-CN,zh-Hans,en")]
    [InlineData("zh-yue", "zh-yue,zh-Hant-HK,zh-Hant,en")]
    [InlineData("nan-TW", "nan-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("i-hak", "i-hak,zh-Hans,en")]
    [InlineData("zh-Hant-u-co-stroke", "zh-Hant-u-co-stroke,zh-Hant,en")]
    [InlineData("en-GB", "en-GB,en")]
    [InlineData("de-AT,zh-TW", "de-AT,de,zh-TW,zh-Hant-TW,zh-Hant,en")]
    [InlineData("sr-Latn-RS", "sr-Latn-RS,sr-Latn,sr,en")]
    [InlineData("", "en")]
    public void Expand_APreference_GoesFromNearToFar(string preferences, string expected) =>
        Assert.Equal(expected.Split(','), LocaleChain.Expand(preferences.Split(',')));

    [Theory]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ZH-hant", "zh-Hant")]
    [InlineData("zh_tw.utf8", "zh-Hant")]
    [InlineData("zh-CHT", "zh-Hant")]
    [InlineData("zh-US", "zh-Hant")]
    [InlineData("cmn-TW", "zh-Hant")]
    [InlineData("zh-HK", "zh-Hant-HK")]
    [InlineData("zh-MO", "zh-Hant-HK")]
    [InlineData("yue-HK", "zh-Hant-HK")]
    [InlineData("zh", "zh-Hans")]
    [InlineData("fr,zh-CN", "zh-Hans")]
    [InlineData("ja-JP", "en")]
    [InlineData("", "en")]
    public void Render_ForPreferences_UsesTheNearestFile(string preferences, string expected)
    {
        string[] locales = preferences.Length == 0 ? [] : preferences.Split(',');
        var result = new TemplateRenderer(Sample.Shipped).Render(
            new RenderRequest("renewal/nudge", Channel.Sms, locales, Sample.Globals()));
        Assert.Equal(expected, Assert.IsType<RenderResult.Rendered>(result).Locale);
    }

    [Theory]
    [InlineData("zh-Hant-HK", "_zh_hant_hk,_zh_hant,_zh")]
    [InlineData("zh-HK", "_zh_hk,_zh_hant_hk,_zh_hant,_zh")]
    [InlineData("en", "_en")]
    [InlineData("pt-BR", "_pt_br,_pt")]
    public void Endings_GoFromNearToFar_AndToNoOtherLanguage(string locale, string expected) =>
        Assert.Equal(expected.Split(','), LocaleChain.Endings(locale));

    [Fact]
    public void Render_WithoutAnAcceptableLocale_Fails()
    {
        var set = TemplateSet.Parse([new TemplateFile("test/one.sms.zh-Hant.scriban", "您好")]);
        var failed = Assert.IsType<RenderResult.Failed>(
            new TemplateRenderer(set).Render(new RenderRequest("test/one", Channel.Sms, ["fr-CH", "en"], Sample.Globals())));
        Assert.Equal((RenderFailure.UnknownTemplate, "`test/one` has no sms text in fr-CH, fr, en."), (failed.Reason, failed.Message));
    }
}
