using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Campaigns.Golden;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Set;
using Campaigns.Rendering.Text;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

/// <summary>What customers read when one policy, or three, are due; and when next to nothing is known of them.</summary>
public partial class RenewalTextsTests
{
    private static readonly string[] Texts =
        ["renewal/early-bird", "renewal/reminder", "renewal/nudge", "renewal/agent-call", "renewal/offer", "renewal/last-call"];

    public static TheoryData<string, string, string> All() =>
    [
        .. from template in Sample.Shipped.Templates
           where Texts.Contains(template.Name) && template.Locale == "en"
           from locale in Campaign.Locales
           select (template.Name, template.Channel.Name, locale),
    ];

    [Fact]
    public void Render_OneAndThreePolicies_AsReadInTheGoldenFile() =>
        GoldenFile.Holds("renewal.golden", Page(
            Sample.Shipped.Templates.Where(t => Texts.Contains(t.Name)), t => [("1 policy", Render(t, 1)), ("3 policies", Render(t, 3))]));

    /// <summary>Only what a text requires is there, and the insurer has no telephone.</summary>
    [Fact]
    public void Render_WithoutData_AsReadInTheGoldenFile() =>
        GoldenFile.Holds("without-data.golden", Page(Sample.Shipped.Templates, t => [("nothing known", Without(t))]));

    [Theory]
    [MemberData(nameof(All))]
    public void Render_ThreePolicies_SaysHowMany_AndTheFirstDate(string template, string channel, string locale)
    {
        var message = Campaign.Render(template, new Channel(channel), locale, Campaign.Globals(locale, policies: 3));
        var texts = Campaign.Texts(Assert.IsType<RenderResult.Rendered>(message).Message);

        Assert.Contains(texts, text => text.Contains('3', StringComparison.Ordinal));
        Assert.Contains(texts, text => First().IsMatch(text));
        if (channel is "sms" or "push") return;
        // All of them, each with what is known.
        Assert.Contains(texts, text => new[] { "TW2****", "TW2026111222" }.Any(number => text.Contains(number, StringComparison.Ordinal)));
        Assert.Contains(texts, text => text.Contains("15 October 2026", StringComparison.Ordinal)
            || text.Contains("2026年10月15日", StringComparison.Ordinal));
    }

    /// <summary>Each part of an SMS is paid for.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Render_ThreePolicies_TakesNoMorePartsThanOne(string template, string channel, string locale)
    {
        if (channel != "sms") return;
        var (one, three) = (Sms(1), Sms(3));
        Assert.InRange(three.Segments, 1, one.Segments);
        Assert.Equal(one.Encoding, three.Encoding);

        SmsCount Sms(int policies) => SmsSegments.Count(Campaign.Texts(Assert.IsType<RenderResult.Rendered>(
            Campaign.Render(template, Channel.Sms, locale, Campaign.Globals(locale, policies))).Message)[0]);
    }

    // As a date, or as days from the sample's now.
    [GeneratedRegex("9 Oct 2026|9 October 2026|2026/10/9|2026年10月9日|87 days|87 天")]
    private static partial Regex First();

    private static RenderResult Render(TemplateInfo template, int policies) =>
        Campaign.Render(template.Name, template.Channel, template.Locale, Campaign.Globals(template.Locale, policies));

    private static RenderResult Without(TemplateInfo template)
    {
        var globals = Campaign.Globals(template.Locale, 1, "*", "\u3000");
        ((ScriptObject)globals["insurer"]!)["phone"] = " ";
        return Campaign.Render(template.Name, template.Channel, template.Locale, globals);
    }

    private static string Page(IEnumerable<TemplateInfo> templates, Func<TemplateInfo, (string Case, RenderResult Result)[]> render)
    {
        var page = new StringBuilder();
        foreach (var template in templates)
        {
            foreach (var (name, result) in render(template))
            {
                var message = Assert.IsType<RenderResult.Rendered>(result).Message;
                var texts = Campaign.Texts(message);
                page.Append("== ").Append(template.File).Append(", ").Append(name);
                if (message is RenderedMessage.Text text)
                    page.Append(CultureInfo.InvariantCulture, $", {SmsSegments.Count(text.Body).Segments} SMS");
                page.Append('\n').AppendJoin("\n--\n", texts).Append("\n\n");
            }
        }

        return page.ToString();
    }
}
