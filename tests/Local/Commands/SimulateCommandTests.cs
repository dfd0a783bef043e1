using System.Xml.Linq;
using Campaigns.Hosting;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;

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

    [Fact]
    public async Task FromAStore_WritesNothingToIt_AndLearnsFromItsHistory()
    {
        var data = _place.Path("data");
        Assert.Equal(0, (await CommandRun.RunAsync(
            "import", _place.Write("p.csv", Rows), "--map", _place.Write("map.json", Map), "--data", data)).Code);
        await WithoutKeyAsync(data);
        var before = await RowsAsync(data);

        var stated = await CommandRun.RunAsync("simulate", "--data", data, "--from", "2027-01-01", "--days", "90");
        var learned = await CommandRun.RunAsync(
            "simulate", "--data", data, "--from", "2027-01-01", "--days", "90", "--behaviour", "learned", "--write-behaviour", _place.Path("b.json"));
        var again = await CommandRun.RunAsync(
            "simulate", "--data", data, "--from", "2027-01-01", "--days", "90", "--behaviour", _place.Path("b.json"));

        Assert.Equal((0, "", 0, "", 0), (stated.Code, stated.Error, learned.Code, learned.Error, again.Code));
        Assert.Equal(before, await RowsAsync(data));
        Assert.Contains("How customers behaved", learned.Output, StringComparison.Ordinal);
        Assert.Contains("learned behaviour", learned.Output, StringComparison.Ordinal);
        Assert.Contains("stated behaviour", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learned_OfAPortfolio_HasNoHistory()
    {
        var ran = await RunAsync("--behaviour", "learned");

        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Contains("history of a store", ran.Error, StringComparison.Ordinal);
    }

    private static async Task WithoutKeyAsync(string data)
    {
        await using var store = StoreLocation.Find(data)!.Open(TimeProvider.System);
        foreach (var row in await store.Rows.ScanAsync(InstallationKey.Table, "", "~", null, 100, TestContext.Current.CancellationToken))
            await store.Rows.CommitAsync(InstallationKey.Table, row.Partition, [new RowChange.Delete(row.Key)], TestContext.Current.CancellationToken);
    }

    private static async Task<string> RowsAsync(string data)
    {
        await using var store = StoreLocation.Find(data)!.Open(TimeProvider.System);
        var all = new List<string>();
        foreach (var table in (string[])[InstallationKey.Table, "customers", "directory", "documents", "alarms", "sweeps", "lookup", "suppressions"])
        {
            foreach (var row in await store.Rows.ScanAsync(table, "", "~", null, 1000, TestContext.Current.CancellationToken))
                all.Add($"{table} {row.Partition} {row.Key} {row.Tag} {Convert.ToBase64String(row.Body.Span)}");
        }

        return string.Join('\n', all);
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
