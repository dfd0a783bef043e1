using System.Xml.Linq;
using Campaigns.Hosting;
using Campaigns.Model.Customers;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Customers;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Local.Tests.Commands;

/// <summary><c>campaigns graph</c> and <c>campaigns enrollments</c>.</summary>
public sealed class GraphCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string GiftToPaid => Path.Combine(CampaignFolder.Shipped, "gift-to-paid.json");

    public void Dispose() => _place.Dispose();

    /// <summary>Three gifts: one is verified, one is left alone, and the third customer is gone.</summary>
    private async Task<string> StoreAsync()
    {
        Directory.CreateDirectory(_place.Path("data"));
        await using var store = EmbeddedStore.Open(_place.Path("data/campaigns.db"), TimeProvider.System, Durability.Process);
        await using var session = await StoreSession.OpenAsync(store, StoreLocation.In(_place.Path("data")), TimeProvider.System, Cancel);
        await LibrarySeed.SeedAsync(session.Library, CampaignFolder.Shipped, publish: true, Cancel);
        foreach (var customer in (string[])["ann", "bo", "cy"])
            await session.Runner.HandleAsync([Event(customer, "gift.requested")], Cancel);
        await session.Runner.HandleAsync([Event("ann", "gift.phone_verified")], Cancel);
        await session.Runner.HandleAsync([Event("cy", "policy.issued", new("product", "paid-medical"), new("policy_id", "P-1"))], Cancel);
        return _place.Path("data");
    }

    private static CustomerEvent Event(string customer, string type, params KeyValuePair<string, object?>[] more) => new(
        "test", $"{type} of {customer}", type, Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), new(customer),
        AttributeBag.Of([new("gift_id", $"G-{customer}"), .. more]));

    [Fact]
    public async Task OfAStore_TellsHowManyCameToEachPlace_AndTookEachWay()
    {
        var data = await StoreAsync();

        var drawn = await CommandRun.RunAsync("graph", "gift-to-paid", "--data", data);

        Assert.Equal((0, ""), (drawn.Code, drawn.Error));
        Assert.Contains("n1{{\"verified<br/>wait for an event<br/>3, 1 here now, 1 left here\"}}", drawn.Output, StringComparison.Ordinal);
        Assert.Contains("n1 -->|\"gift.phone_verified · 1\"| n3", drawn.Output, StringComparison.Ordinal);
        Assert.Equal(drawn.Output, (await CommandRun.RunAsync("graph", GiftToPaid, "--data", data)).Output);
    }

    [Fact]
    public async Task TheEndingOfTheFile_ChoosesTheFormat()
    {
        var (svg, dot) = (_place.Path("pictures/gift.svg"), _place.Path("pictures/gift.dot"));

        Assert.Equal(0, (await CommandRun.RunAsync("graph", GiftToPaid, "--out", svg)).Code);
        Assert.Equal(0, (await CommandRun.RunAsync("graph", GiftToPaid, "--out", dot)).Code);
        var other = await CommandRun.RunAsync("graph", GiftToPaid, "--out", _place.Path("gift.png"));

        Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
        Assert.StartsWith("digraph \"gift-to-paid\" {", await File.ReadAllTextAsync(dot, Cancel), StringComparison.Ordinal);
        Assert.Equal(2, other.Code);
        Assert.Contains("use .svg, .dot or .mmd, or --format", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJourneyWithErrors_IsNotDrawn_ButItsFindingsAreShown()
    {
        await File.WriteAllTextAsync(_place.Path("bad.json"), """{ "id": "bad", "stepz": [] }""", Cancel);

        var ran = await CommandRun.RunAsync("graph", _place.Path("bad.json"));

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains("/stepz", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrollments_AreCountedByStep_AndListed()
    {
        var data = await StoreAsync();

        var all = (await CommandRun.RunAsync("enrollments", "gift-to-paid", "--data", data, "--json")).Json;
        var one = (await CommandRun.RunAsync("enrollments", "gift-to-paid", "--step", "claimed", "--data", data, "--json")).Json;
        var shown = await CommandRun.RunAsync("enrollments", "gift-to-paid", "--data", data, "--limit", "1");

        Assert.Equal("""{"claimed":1,"verified":1}""", all.GetProperty("steps").GetRawText().Replace(" ", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal("ann", Assert.Single(one.GetProperty("enrollments").EnumerateArray()).GetProperty("customer").GetString());
        Assert.Contains("2 enrollments inside, the first 1 listed; --limit lists more.", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graph", "gift-to-piad", "did you mean 'gift-to-paid'?")]
    [InlineData("enrollments", "gift-to-piad", "did you mean 'gift-to-paid'?")]
    [InlineData("enrollments gift-to-paid --step", "clamed", "did you mean 'claimed'?")]
    public async Task MisspeltNames_AreRejectedWithTheNearest(string command, string name, string advice)
    {
        var ran = await CommandRun.RunAsync([.. command.Split(' '), name, "--data", await StoreAsync()]);

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(advice, ran.Error, StringComparison.Ordinal);
    }
}
