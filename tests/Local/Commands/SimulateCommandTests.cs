using System.Xml.Linq;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class SimulateCommandTests : IDisposable
{
    private const string Map = """
        { "timeZone": "Asia/Taipei",
          "customer": { "id": "id", "attributes": { "phone": "phone" }, "consents": ["sms:marketing"] },
          "policy": { "id": "policy", "attributes": { "expires_on": { "column": "ends", "type": "date" }, "status": { "constant": "active" } } } }
        """;

    private const string Rows = "id,phone,policy,ends\nann,+886912345678,p-1,2027-03-01\nbo,+886912345679,p-2,2027-03-20\ncy,+886912345670,p-3,2029-01-01\n";
    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    private Task<CommandRun> RunAsync(params string[] more) => CommandRun.RunAsync(
        ["simulate", "--portfolio", _place.Write("p.csv", Rows), "--map", _place.Write("map.json", Map), "--from", "2027-01-01", "--days", "90", .. more]);

    [Fact]
    public async Task FromAPortfolio_TellsWhatWouldBeSent_TheSameForTheSameSeed()
    {
        var first = await RunAsync();
        var again = await RunAsync();

        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Matches(@"[1-9]\d* messages? to [12] customers? of 3, 2027-01-01 to 2027-03-31", first.Output);
        Assert.Equal(first.Output, again.Output);
    }

    [Fact]
    public async Task Out_HasAReportThatNeedsNothingElse()
    {
        var folder = _place.Path("out");

        Assert.Equal(0, (await RunAsync("--out", folder)).Code);

        var report = await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", report, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", report, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("renewal-countdown", report, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(Path.Combine(folder, "simulation.svg")).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData("--days 0", 2)]
    [InlineData("--behaviour nowhere.json", 1)]
    public async Task WhatCannotBe_IsSaid(string more, int code)
    {
        var ran = await RunAsync(more.Split(' '));

        Assert.Equal((code, ""), (ran.Code, ran.Output));
        Assert.NotEmpty(ran.Error);
    }
}
