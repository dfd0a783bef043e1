using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Rendering.Tests;

public class LocaleTests
{
    [Theory]
    [InlineData("zh-Hant", "zh-Hant,en")]
    [InlineData("zh-TW", "zh-TW,zh-Hant,en")]
    [InlineData("zh-HK", "zh-HK,zh-Hant,en")]
    [InlineData("zh-MO", "zh-MO,zh-Hant,en")]
    [InlineData("zh_TW", "zh-TW,zh-Hant,en")]
    [InlineData("zh-Hant-HK", "zh-Hant-HK,zh-Hant,en")]
    [InlineData("zh-Hans-HK", "zh-Hans-HK,zh-Hans,en")]
    [InlineData("zh-CN", "zh-CN,zh-Hans,en")]
    [InlineData("zh-SG", "zh-SG,zh-Hans,en")]
    [InlineData("zh", "zh,zh-Hans,en")]
    [InlineData("en-GB", "en-GB,en")]
    [InlineData("de-AT,zh-TW", "de-AT,de,zh-TW,zh-Hant,en")]
    [InlineData("sr-Latn-RS", "sr-Latn-RS,sr-Latn,sr,en")]
    [InlineData("", "en")]
    public void Expand_APreference_GoesFromNearToFar(string preferences, string expected) =>
        Assert.Equal(expected.Split(','), LocaleChain.Expand(preferences.Split(',')));

    [Theory]
    [InlineData("zh-TW", "zh-Hant")]
    [InlineData("ZH-hant", "zh-Hant")]
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

    [Fact]
    public void Render_WithoutAnAcceptableLocale_Fails()
    {
        var set = TemplateSet.Parse([new TemplateFile("test/one.sms.zh-Hant.scriban", "您好")]);
        var failed = Assert.IsType<RenderResult.Failed>(
            new TemplateRenderer(set).Render(new RenderRequest("test/one", Channel.Sms, ["fr-CH", "en"], Sample.Globals())));
        Assert.Equal((RenderFailure.UnknownTemplate, "`test/one` has no sms text in fr-CH, fr, en."), (failed.Reason, failed.Message));
    }
}
