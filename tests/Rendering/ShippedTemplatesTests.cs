using System.Text.RegularExpressions;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Text;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

public partial class ShippedTemplatesTests
{
    private static readonly (string Template, string[] Channels)[] Named =
    [
        ("renewal/early-bird", ["email"]), ("renewal/reminder", ["push", "sms"]), ("renewal/nudge", ["sms"]),
        ("renewal/agent-call", ["agent"]), ("renewal/offer", ["email", "sms"]), ("renewal/last-call", ["sms", "push"]),
        ("gift/verify", ["sms"]), ("gift/claim", ["sms"]), ("gift/offer-price", ["push", "sms"]), ("gift/offer-cover", ["push", "sms"]),
        ("winback/policy-health-check", ["email", "sms"]), ("winback/agent-call", ["agent"]), ("winback/offer", ["push", "sms"]),
        ("winback/last", ["sms"]),
        ("crosssell/need-check", ["email", "sms"]), ("crosssell/recommend", ["push", "sms"]),
    ];

    private const string HongKong = "zh-Hant-HK";

    public static TheoryData<string, string, string> All() =>
    [
        .. from t in Named from c in t.Channels from l in new[] { "en", "zh-Hant", "zh-Hant-HK", "zh-Hans" } select (t.Template, c, l),
    ];

    [Fact]
    public void Load_TheShippedFolder_HasNoErrorsAndNothingUnnamed()
    {
        Assert.Empty(Sample.Shipped.Errors);
        var named = All().Select(row => row.Data).ToHashSet();
        Assert.All(Sample.Shipped.Templates, t => Assert.Contains((t.Name, t.Channel.Name, t.Locale), named));
        // Hong Kong has a file of its own only where its words differ.
        Assert.Equal(named.Where(n => n.Item3 != HongKong).Count(), Sample.Shipped.Templates.Count(t => t.Locale != HongKong));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Render_ForACompleteCustomer_LeavesNothingUnfilled(string template, string channel, string locale)
    {
        var rendered = Render(template, channel, locale, Sample.Globals(locale));
        Assert.Contains(rendered.Locale, locale == HongKong ? [HongKong, "zh-Hant"] : new[] { locale });
        foreach (var text in Texts(rendered.Message)) AssertClean(text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Render_WhenEveryOptionalValueIsNull_StillReadsWell(string template, string channel, string locale)
    {
        var globals = Sample.Globals(locale);
        foreach (var name in new[] { "discount", "offer_premium", "offer_cover", "agent_name", "given_name", "premium", "renewal_premium" })
            foreach (var group in globals.Values.OfType<ScriptObject>().Where(g => g.Contains(name))) group[name] = null;
        if (template.StartsWith("gift/", StringComparison.Ordinal)) globals["policy"] = null;
        foreach (var text in Texts(Render(template, channel, locale, globals).Message)) AssertClean(text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Render_Sms_IsShortNamesTheInsurerAndOffersAWayOut(string template, string channel, string locale)
    {
        if (channel != "sms") return;
        var text = Texts(Render(template, channel, locale, Sample.Globals(locale)).Message).Single();
        var count = SmsSegments.Count(text);
        Assert.True(count.Segments <= 2, $"{count}: {text}");
        if (locale == "en") Assert.True(count.Encoding == SmsEncoding.Gsm7, string.Join(' ', SmsSegments.NotGsm(text)));
        Assert.Contains((string)((ScriptObject)Sample.Globals(locale)["insurer"]!)["name"]!, text);
        if (template != "gift/verify") Assert.Matches("Reply STOP to opt out|(退訂|取消訂閱)請回覆N|拒收请回复R", text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Render_Email_HasAnUnsubscribeLinkInBothParts(string template, string channel, string locale)
    {
        if (channel != "email") return;
        var email = Assert.IsType<RenderedMessage.Email>(Render(template, channel, locale, Sample.Globals(locale)).Message);
        Assert.Contains("href=\"https://go.formosa.example/u/Kx82mQ\"", email.Html);
        Assert.Contains("(https://go.formosa.example/u/Kx82mQ)", email.PlainText);
        Assert.Contains("(https://go.formosa.example/a/Kx82mQ)", email.PlainText);
        Assert.DoesNotContain('<', email.PlainText);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Render_Chinese_KeepsToOneScript(string template, string channel, string locale)
    {
        var wrong = locale switch { "zh-Hans" => "續費險買動為們這時間", "en" => "", _ => "续费险买动为们这时间" };
        foreach (var text in Texts(Render(template, channel, locale, Sample.Globals(locale)).Message))
            Assert.Equal(-1, text.IndexOfAny(wrong.ToCharArray()));
    }

    /// <summary>Words that a reader in Hong Kong would take for those of Taiwan.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Render_ForHongKong_UsesItsOwnWords(string template, string channel, string locale)
    {
        if (locale != HongKong) return;
        foreach (var text in Texts(Render(template, channel, locale, Sample.Globals(locale)).Message))
            Assert.DoesNotMatch("簡訊|線上|商品|業務員|理賠|健檢|張保單|撥打|客服專線|手機|醫療險", text);
    }

    private static RenderResult.Rendered Render(string template, string channel, string locale, Dictionary<string, object?> globals)
    {
        var result = new TemplateRenderer(Sample.Shipped).Render(new RenderRequest(template, new Channel(channel), [locale], globals));
        Assert.True(result is RenderResult.Rendered, result.ToString());
        return (RenderResult.Rendered)result;
    }

    private static void AssertClean(string text)
    {
        Assert.NotEmpty(text);
        Assert.DoesNotMatch(Leftovers(), text);
        Assert.Equal(text.Trim(), text);
    }

    private static IEnumerable<string> Texts(RenderedMessage message) => message switch
    {
        RenderedMessage.Text t => [t.Body],
        RenderedMessage.Push p => [p.Title, p.Body, p.Link!],
        RenderedMessage.Task t => [t.Title, t.Body],
        RenderedMessage.Email e =>
            [e.Subject, e.PlainText, Regex.Replace(e.Html, "<style>.*?</style>", "", RegexOptions.Singleline).Trim()],
        _ => throw new InvalidOperationException(),
    };

    [GeneratedRegex(@"(?m)\{\{|\}\}|\{%|null|undefined| ,| \.( |$)| ，| 。|，，|：，|\(\)|（）")]
    private static partial Regex Leftovers();
}
