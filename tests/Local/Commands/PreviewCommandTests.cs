using Campaigns.Hosting;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class PreviewCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task AText_IsWrittenInEveryChannelAndLanguage_ForAFullAndAnEmptyCustomer()
    {
        var page = _place.Path("pages/offer.html");

        var ran = await CommandRun.RunAsync("preview", "renewal/offer", "--out", page);

        Assert.Equal((0, $"Wrote 16 messages to {page}.{Environment.NewLine}", ""), (ran.Code, ran.Output, ran.Error));
        Assert.Contains("安心住家險", await File.ReadAllTextAsync(page, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJourney_IsShownInTheOrderOfItsSteps()
    {
        var ran = await CommandRun.RunAsync(
            "preview", Path.Combine(CampaignFolder.Shipped, "gift-to-paid.json"), "--locale", "en", "--json");

        Assert.Equal((0, ""), (ran.Code, ran.Error));
        Assert.Equal(
            ["gift/verify sms", "gift/claim sms", "gift/offer-price push", "gift/offer-price sms", "gift/offer-cover push", "gift/offer-cover sms"],
            ran.Json.EnumerateArray().Select(m => $"{m.GetProperty("template").GetString()} {m.GetProperty("channel").GetString()}").Distinct());
    }

    [Fact]
    public async Task ATextThatCannotBeWritten_IsOnThePage_AndInTheExitCode()
    {
        Directory.CreateDirectory(_place.Path("w/journeys"));
        Directory.CreateDirectory(_place.Path("w/templates/a"));
        await File.WriteAllTextAsync(_place.Path("w/templates/a/b.sms.en.scriban"), "Hello {{ customer.firstname }}", Cancel);

        var ran = await CommandRun.RunAsync("preview", "a/b", "--workspace", _place.Path("w"), "--out", _place.Path("p.html"));

        Assert.Equal(1, ran.Code);
        Assert.Contains("2 messages cannot be sent; the page says why.", ran.Error, StringComparison.Ordinal);
        Assert.Contains("a/b.sms.en.scriban:1: `firstname` is not known here", await File.ReadAllTextAsync(_place.Path("p.html"), Cancel),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("renewal/ofer", "did you mean 'renewal/offer'?")]
    [InlineData("renewal/offer --locale fr", "has no text in fr")]
    [InlineData("renewal/offer --workspace nowhere", "is no workspace: it has no folder journeys")]
    [InlineData("renewal/offer --customer c-1 --data nowhere", "There is no store in")]
    public async Task WhatIsNotThere_IsSaid(string arguments, string said)
    {
        var ran = await CommandRun.RunAsync(["preview", .. arguments.Split(' ')]);

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(said, ran.Error, StringComparison.Ordinal);
    }
}
