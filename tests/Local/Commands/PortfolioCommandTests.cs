using Campaigns.Hosting;
using Campaigns.Model.Customers;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Customers;
using Campaigns.Storage.Embedded;

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
        Assert.Equal(first with { Output = "" }, again with { Output = "" });
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

    [Fact]
    public async Task Import_OfRowsThatAreRejected_WritesThemToAFileThatIsMendedAndImported()
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var ran = await CommandRun.RunAsync("import", file, "--map", _map, "--data", _place.Path("data"));
        Assert.Contains($"The skipped rows are in {_place.Path("p.rejected.csv")}", ran.Output, StringComparison.Ordinal);
        var rejected = await File.ReadAllTextAsync(_place.Path("p.rejected.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(
            "ID;Name;Exp;rejected_because\r\n" +
            ";Cid;2026-01-01;\"rejected: ID: the row has no customer id\"\r\n" +
            "a/b;Dee;2026-01-01;\"rejected: ID: 'a/b' is no customer id: 1 to 128 characters without / \\ # ?, control characters and escapes such as %2F\"\r\n" +
            "4;Eve;31/31/2026;\"rejected: Exp: '31/31/2026' is not a date as yyyy-MM-dd or uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFFFFFFFF\"\r\n",
            rejected);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.Path("p.rejected.csv")));

        var mended = rejected.Replace("a/b;", "ab;", StringComparison.Ordinal).Replace("31/31/2026;", "2026-12-31;", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_place.Path("p.rejected.csv"), mended, TestContext.Current.CancellationToken);
        var again = await CommandRun.RunAsync("import", _place.Path("p.rejected.csv"), "--map", _map, "--data", _place.Path("data"), "--json");
        Assert.Equal((0, 2, 1), (again.Code, again.Json.GetProperty("imported").GetInt32(), again.Json.GetProperty("rejected").GetInt32()));
        Assert.Equal(_place.Path("p.rejected-2.csv"), again.Json.GetProperty("rejected_file").GetString());
    }

    [Theory]
    [InlineData("ID;Name;Exp\n1;Ann;2026-13-01\n;Ben;2026-01-01\n", 1)]
    [InlineData("ID;Name;Exp\n1;Ann;2026-13-01\n2;Ben;2026-01-01\n", 0)]
    [InlineData("ID;Name;Exp\n", 0)]
    public async Task Import_OfNoUsableRow_Ends1(string text, int code)
    {
        foreach (var more in (string[][])[["--dry-run"], []])
        {
            var ran = await CommandRun.RunAsync(
                ["import", _place.Write("p.csv", text), "--map", _map, "--data", _place.Path("data"), .. more]);
            Assert.Equal(code, ran.Code);
        }
    }

    [Fact]
    public async Task Import_Tried_SaysWhatWouldBeginAndWritesNothing()
    {
        var soon = DateTime.UtcNow.AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var map = _place.Write("active.json", TestWorkspace.Map.Replace(
            "\"attributes\": { \"expires_on\"", "\"attributes\": { \"status\": { \"constant\": \"active\" }, \"expires_on\"",
            StringComparison.Ordinal));
        var file = _place.Write("p.csv", $"ID;Name;Exp\n1;Ann;{soon}\n2;Ben;{soon}\n3;Cid;nonsense\n");
        string[] arguments = ["import", file, "--map", map, "--data", _place.Path("data")];

        var empty = await CommandRun.RunAsync([.. arguments, "--dry-run"]);
        Assert.Equal(0, empty.Code);
        Assert.StartsWith($"2 rows would be imported into {_place.Path("data")}, 1 skipped.", empty.Output, StringComparison.Ordinal);
        Assert.Contains("No journey would begin: none is published.", empty.Output, StringComparison.Ordinal);
        Assert.Contains("skipped line 4", empty.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place.Path("data")));
        Assert.False(File.Exists(_place.Path("p.rejected.csv")));

        await PublishAsync();
        var full = await CommandRun.RunAsync([.. arguments, "--dry-run"]);
        Assert.Contains("renewal-countdown would begin 2 times.", full.Output, StringComparison.Ordinal);
        var done = await CommandRun.RunAsync(arguments);
        Assert.Equal(0, done.Code);
        Assert.Contains("renewal-countdown began 2 times.", done.Output, StringComparison.Ordinal);
        var existing = await CommandRun.RunAsync([.. arguments, "--dry-run", "--json"]);
        Assert.Equal((2, true), (existing.Json.GetProperty("imported").GetInt32(), existing.Json.GetProperty("dry_run").GetBoolean()));
        Assert.Empty(existing.Json.GetProperty("entered").EnumerateObject());

        await File.AppendAllTextAsync(file, $"4;Dee;{soon}\n", TestContext.Current.CancellationToken);
        var more = await CommandRun.RunAsync([.. arguments, "--dry-run", "--json"]);
        Assert.Equal(1, more.Json.GetProperty("entered").GetProperty("renewal-countdown").GetInt32());
        var unknown = await CommandRun.RunAsync("explain", "4", "--data", _place.Path("data"));
        Assert.Contains("has no customer", unknown.Error, StringComparison.Ordinal);
    }

    /// <summary>Whoever imports into an empty store chose no journey: those that ship are examples, and nobody enters one.</summary>
    [Fact]
    public async Task Import_IntoAnEmptyStore_BeginsNoJourney()
    {
        var soon = DateTime.UtcNow.AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var map = _place.Write("active.json", TestWorkspace.Map.Replace(
            "\"attributes\": { \"expires_on\"", "\"attributes\": { \"status\": { \"constant\": \"active\" }, \"expires_on\"",
            StringComparison.Ordinal));

        var ran = await CommandRun.RunAsync(
            "import", _place.Write("p.csv", $"ID;Name;Exp\n1;Ann;{soon}\n"), "--map", map, "--data", _place.Path("data"));

        Assert.Equal((0, ""), (ran.Code, ran.Error));
        Assert.Contains("No journey is published, so none began", ran.Output, StringComparison.Ordinal);
        var inside = await CommandRun.RunAsync("enrollments", "renewal-countdown", "--data", _place.Path("data"));
        Assert.Contains("has no journey 'renewal-countdown'", inside.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("renewal-countdown", (await CommandRun.RunAsync("explain", "1", "--data", _place.Path("data"))).Output,
            StringComparison.Ordinal);
    }

    /// <summary>Publishes the journeys that ship in the store of the test.</summary>
    private async Task PublishAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(_place.Path("data"));
        await using var store = EmbeddedStore.Open(_place.Path("data/campaigns.db"), TimeProvider.System, Durability.Process);
        await using var session = await StoreSession.OpenAsync(store, StoreLocation.In(_place.Path("data")), TimeProvider.System, cancel);
        await LibrarySeed.SeedAsync(session.Library, CampaignFolder.Shipped, publish: true, cancel);
    }

    [Fact]
    public async Task Import_OfATextIntoAList_IsRefusedBeforeAnyRow()
    {
        var file = _place.Write("p.csv", "ID;Tags\n1;vip,golf\n");
        var map = """{ "csv": { "delimiter": ";" }, "timeZone": "UTC", "customer": { "id": "ID", "attributes": { "tags": VALUE } } }""";
        var text = _place.Write("text.json", map.Replace("VALUE", "\"Tags\"", StringComparison.Ordinal));
        var list = _place.Write("list.json", map.Replace("VALUE", """{ "column": "Tags", "list": "," }""", StringComparison.Ordinal));

        var refused = await CommandRun.RunAsync("import", file, "--map", text, "--data", _place.Path("data"));
        Assert.Equal(1, refused.Code);
        Assert.Contains("expected a list, as the catalog declares customer.tags", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandRun.RunAsync("import", file, "--map", list, "--data", _place.Path("data"))).Code);
    }

    [Fact]
    public async Task Import_OfAnErasedCustomer_RejectsTheRow()
    {
        var file = _place.Write("p.csv", "ID;Name;Exp\n1;Ann;2026-01-02\n2;Ben;2026-03-02\n");
        string[] arguments = ["import", file, "--map", _map, "--data", _place.Path("data")];
        Assert.Equal(0, (await CommandRun.RunAsync(arguments)).Code);
        var place = StoreLocation.In(_place.Path("data"));
        await using (var store = place.Open(TimeProvider.System))
        await using (var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            await session.Runner.HandleAsync(
                new CustomerEvent("t", "e", "customer.erased", session.Runner.Now, new("1"), AttributeBag.Empty),
                TestContext.Current.CancellationToken);
        }

        var ran = await CommandRun.RunAsync([.. arguments, "--json"]);
        Assert.Equal((0, 1), (ran.Code, ran.Json.GetProperty("imported").GetInt32()));
        Assert.Equal("the customer's data has been erased; a new customer needs another id",
            ran.Json.GetProperty("first")[0].GetProperty("reason").GetString());
        Assert.Contains("1;Ann;2026-01-02;", await File.ReadAllTextAsync(_place.Path("p.rejected.csv"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_IntoAFileOfRejectedRowsThatExists_ChangesNothing()
    {
        var file = _place.Write("p.csv", TestWorkspace.Portfolio);
        var ran = await CommandRun.RunAsync("import", file, "--map", _map, "--data", _place.Path("data"), "--rejected", file);
        Assert.Equal(1, ran.Code);
        Assert.Contains("exists; name another file with --rejected", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place.Path("data")));
    }

    [Fact]
    public async Task Import_OfAFileInAnotherEncoding_WarnsFirst()
    {
        var file = _place.Write("p.csv", "ID;Name;Exp\n1;高雄;2026-01-02\n2;高山;2026-01-02\n");
        var map = _place.Write("latin.json", TestWorkspace.Map.Replace(
            "\"delimiter\": \";\"", "\"delimiter\": \";\", \"encoding\": \"windows-1252\"", StringComparison.Ordinal));
        var ran = await CommandRun.RunAsync("import", file, "--map", map, "--data", _place.Path("data"), "--dry-run");
        Assert.StartsWith("warning the file looks like utf-8, and the map reads it as windows-1252", ran.Error, StringComparison.Ordinal);
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
                "replay", file, "--map", _map, "--from", "2026-01-01", "--to", "2026-01-05", "--out", _place.Path("out"), "--store");
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
