using Campaigns.Rendering.Tests;
using Campaigns.Senders.Delivery;

namespace Campaigns.Senders.Tests.Delivery;

public class MessageContextOptionsTests
{
    [Theory]
    [InlineData("https://go.insurer.example/", null)]
    [InlineData("http://localhost:7071/api/m", null)]
    [InlineData("go.insurer.example", "correspondence:shortLinks: is 'go.insurer.example'; expected an address such as")]
    [InlineData("ftp://go.insurer.example/", "correspondence:shortLinks: is 'ftp://go.insurer.example/'")]
    [InlineData("https://go.insurer.example/?x=1", "correspondence:shortLinks: is 'https://go.insurer.example/?x=1'")]
    public void Check_OfAnAddress(string address, string? wrong)
    {
        var found = new MessageContextOptions { ShortLinks = new Uri(address, UriKind.RelativeOrAbsolute) }.Check();

        if (wrong is null)
            Assert.Empty(found);
        else
            Assert.StartsWith(wrong, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfTheInsurersNames()
    {
        Assert.Empty(new MessageContextOptions { InsurerNames = new() { ["zh-Hant"] = "範例保險", ["zh_Hans"] = "范例保险" } }.Check());
        Assert.Equal(
            [
                "correspondence:insurerName: is blank; expected the name that customers know",
                "correspondence:insurerNames:zh Hant: expected a locale such as zh-Hant, and the name in it",
                "correspondence:insurerNames:en: expected a locale such as zh-Hant, and the name in it",
            ],
            new MessageContextOptions { InsurerName = "\u3000", InsurerNames = new() { ["zh Hant"] = "範例保險", ["en"] = " " } }.Check());
    }

    [Theory]
    [InlineData("en", "Example Insurance")]
    [InlineData("zh-Hant", "範例保險")]
    [InlineData("zh-Hant-HK", "範例保險（香港）")]
    [InlineData("zh-Hans", "范例保险")]
    public void Insurer_HasItsNameInTheLocaleOfTheText(string locale, string expected)
    {
        var globals = Sample.Globals(locale);
        globals["insurer"] = new MessageContextOptions
        {
            InsurerNames = new() { ["zh-Hant"] = "範例保險", ["zh_Hant_HK"] = "範例保險（香港）", ["zh-Hans"] = "范例保险" },
        }.Insurer();

        Assert.Contains(expected, Sample.Sms("{{ insurer.name }}, {{ insurer.phone }}", globals, locale), StringComparison.Ordinal);
    }
}
