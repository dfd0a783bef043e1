using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class PortfolioCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();
    private readonly string _map;

    public PortfolioCommandTests() => _map = _place.Write("map.json", TestWorkspace.Map);

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Import_SkipsBadRowsSaysWhyAndSaysTheSameTheSecondTime()
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var first = await CommandRun.RunAsync("import", file, "--map", _map, "--data", _place.Path("data"));
        var again = await CommandRun.RunAsync("import", file, "--map", _map, "--data", _place.Path("data"));
        Assert.Equal(0, first.Code);
        Assert.Equal(first, again);
        Assert.StartsWith("2 rows imported", first.Output, StringComparison.Ordinal);
        Assert.Contains("skipped line 4, ID: the row has no customer id", first.Error, StringComparison.Ordinal);
        Assert.Contains("skipped line 5, ID: 'a/b' is no customer id", first.Error, StringComparison.Ordinal);
        Assert.Contains("skipped line 6, Exp: '31/31/2026' is not a date", first.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAValueOfMegabytes_SkipsThatRow()
    {
        var file = _place.Write("p.csv", $"ID;Name;Exp\r\n1;{new string('x', 2_000_000)};2026-01-02\r\n2;Ben;2026-01-02\r\n");
        var ran = await CommandRun.RunAsync("import", file, "--map", _map, "--data", _place.Path("data"), "--json");
        Assert.Equal(0, ran.Code);
        Assert.Equal((1, 1), (ran.Json.GetProperty("imported").GetInt32(), ran.Json.GetProperty("rejected").GetInt32()));
        Assert.Equal("", ran.Error);
    }

    [Theory]
    [InlineData("", "found an empty file")]
    [InlineData("ID,Name,Exp\n1,Ann,2026-01-02\n", "check /csv/delimiter")]
    [InlineData("ID;Nome;Exp\n1;Ann;2026-01-02\n", "did you mean 'Nome'?")]
    public async Task Import_OfAFileTheMapDoesNotFit_SaysWhatToDo(string text, string recorded)
    {
        var ran = await CommandRun.RunAsync("import", _place.Write("p.csv", text), "--map", _map, "--data", _place.Path("data"));
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(recorded, ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place.Path("data")));
    }

    [Fact]
    public async Task Import_IntoAFileThatIsNoStore_SaysSo()
    {
        Directory.CreateDirectory(_place.Path("data"));
        _place.Write("data/campaigns.db", new string('x', 4096));
        var ran = await CommandRun.RunAsync("import", _place.Write("p.csv", TestWorkspace.Portfolio), "--map", _map, "--data",
            _place.Path("data"));
        Assert.Equal(1, ran.Code);
        Assert.Contains("is not a SQLite database", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-13-01", "2026-12-01", 2, "--from and --to are days such as")]
    [InlineData("2026-02-01", "2026-01-01", 2, "lies before --from")]
    public async Task Replay_OfDaysThatAreNone_IsAWrongCommandLine(string from, string to, int code, string recorded)
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var ran = await CommandRun.RunAsync("replay", file, "--map", _map, "--from", from, "--to", to, "--out", _place.Path("out"));
        Assert.Equal(code, ran.Code);
        Assert.Contains(recorded, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_IntoAFile_CannotBeWritten()
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var ran = await CommandRun.RunAsync("replay", file, "--map", _map, "--from", "2026-01-01", "--to", "2026-02-01", "--out", file);
        Assert.Equal((3, $"'{file}' is a file; name a folder.{Environment.NewLine}"), (ran.Code, ran.Error));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("replay")]
    public async Task Explain_CustomerWithoutATimeZone_IsInThatOfTheContactPolicy(string command)
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var ran = command == "import"
            ? await CommandRun.RunAsync("import", file, "--map", _map, "--data", _place.Path("out"))
            : await CommandRun.RunAsync(
                "replay", file, "--map", _map, "--from", "2026-01-01", "--to", "2026-01-05", "--out", _place.Path("out"));
        Assert.Equal(0, ran.Code);

        var explained = await CommandRun.RunAsync("explain", "1", "--data", _place.Path("out"));
        var pressure = await CommandRun.RunAsync("pressure", "--customer", "1", "--data", _place.Path("out"));

        Assert.Contains("times in Asia/Taipei", explained.Output, StringComparison.Ordinal);
        Assert.Contains("times in Asia/Taipei", pressure.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_UnderJson_AnswersItsSummaryAndNothingElse()
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var ran = await CommandRun.RunAsync("replay", file, "--map", _map, "--from", "2026-01-01", "--to", "2026-02-01", "--out",
            _place.Path("out"), "--json");
        Assert.Equal((0, ""), (ran.Code, ran.Error));
        Assert.Equal(3, ran.Json.GetProperty("rejected").GetInt32());
    }
}
