using System.Xml.Linq;
using Campaigns.Local.Tests.Commands;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Customers;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Local.Tests.Pressure;

public sealed class PressureCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task OfADemo_AgreesWithPlainCountingOverItsStore()
    {
        var demo = await CommandRun.RunAsync("demo", "--customers", "120", "--out", _place.Path("demo"), "--json");
        var recorded = await CommandRun.RunAsync("pressure", "--data", _place.Path("demo"), "--json", "--chart", _place.Path("p.svg"));
        Assert.Equal((0, ""), (recorded.Code, recorded.Error));
        var timelineEvents = await TimelineAsync(_place.Path("demo/campaigns.db"));

        var contacts = timelineEvents.Where(f => f.Fact.Kind is "sent" or "unknown" && f.Fact.Channel != Model.Channel.Agent).ToList();
        Assert.Equal((120, contacts.Count),
            (recorded.Json.GetProperty("customers").GetInt32(), recorded.Json.GetProperty("contacts").GetInt32()));
        var months = contacts.GroupBy(c => c.Day.ToString("uuuu-MM", null))
            .ToDictionary(m => m.Key, m => m.GroupBy(c => c.Customer).Select(g => g.Count()).ToList());
        Assert.NotEmpty(months);
        foreach (var month in recorded.Json.GetProperty("months").EnumerateArray())
        {
            var counts = months[month.GetProperty("month").GetString()!];
            Assert.Equal(
                Enumerable.Range(0, counts.Max() + 1).Select(n => (long)(n == 0 ? 120 - counts.Count : counts.Count(c => c == n))),
                month.GetProperty("customers_by_contacts").EnumerateArray().Select(n => n.GetInt64()));
        }

        foreach (var rule in recorded.Json.GetProperty("rules").EnumerateArray())
        {
            var held = timelineEvents.Where(f =>
                f.Fact.Reason == rule.GetProperty("reason").GetString() && f.Fact.Channel != Model.Channel.Agent).ToList();
            Assert.Equal(held.Count(f => f.Fact.Kind == "deferred"), rule.GetProperty("put_off").GetInt32());
            Assert.Equal(held.Count(f => f.Fact.Kind == "refused"), rule.GetProperty("refused").GetInt32());
            Assert.Equal(held.Count(f => f.Fact.Kind == "bumped"), rule.GetProperty("bumped").GetInt32());
        }

        Assert.Contains("120 customers", Texts("p.svg"));
        await OneCustomerAsync(demo.Json.GetProperty("telling").GetString()!, timelineEvents);
    }

    [Fact]
    public async Task OfAReplay_ItsTimelineAndItsStoreSayTheSame()
    {
        var rows = string.Concat(Enumerable.Range(1, 20).Select(i => $"{i};Ann;2026-0{1 + (i % 6)}-1{i % 9}\n"));
        const string map = """
            { "csv": { "delimiter": ";" }, "timeZone": "Asia/Taipei",
              "customer": { "id": "ID", "attributes": { "name": "Name", "phone": { "expression": "'+88691234' + (5600 + number(row.ID))" }, "time_zone": { "constant": "Asia/Taipei" } }, "consents": ["sms:marketing"] },
              "policy": { "id": { "expression": "row.ID + '-1'" }, "attributes": { "status": { "constant": "lapsed" }, "lapsed_on": { "column": "Exp", "type": "date" } } },
              "events": [ { "type": "policy.lapsed", "on": "Exp", "policyAttributes": ["status", "lapsed_on"] } ] }
            """;
        var replayed = await CommandRun.RunAsync("replay", _place.Write("p.csv", "ID;Name;Exp\n" + rows), "--map",
            _place.Write("map.json", map),
            "--from", "2026-01-01", "--to", "2026-07-31", "--out", _place.Path("out"), "--store");
        Assert.Equal((0, ""), (replayed.Code, replayed.Error));

        var timeline = await CommandRun.RunAsync("pressure", _place.Path("out/timeline.jsonl"), "--json");
        var store = await CommandRun.RunAsync("pressure", "--data", _place.Path("out"), "--json");

        Assert.Equal((0, ""), (timeline.Code, timeline.Error));
        Assert.Equal(store.Output, timeline.Output);
        Assert.True(timeline.Json.GetProperty("contacts").GetInt32() >= 20);
    }

    [Theory]
    [InlineData(2, "--from is a day such as 2026-03-01, found 'March'.", "--from", "March")]
    [InlineData(2, "--to 2026-01-01 lies before --from 2026-02-01.", "--from", "2026-02-01", "--to", "2026-01-01")]
    [InlineData(2, "Name a timeline, or a store with --data or --storage, not both.", "t.jsonl", "--data", "d")]
    [InlineData(2, "Name a timeline, or a store with --data or --storage, not both.", "t.jsonl", "--storage", "insurer")]
    [InlineData(2, "Name a folder with --data or an account with --storage, not both.", "--data", "d", "--storage", "insurer")]
    [InlineData(1, "--storage: This is no connection string", "--storage", "Insurer!")]
    [InlineData(2, "--customer needs a store", "t.jsonl", "--customer", "c")]
    [InlineData(2, "'.' is a folder: read the store in it with --data .", ".")]
    [InlineData(2, "--chart draws SVG", "--chart", "p.png")]
    [InlineData(2, "--chart cannot be written: there is no folder", "--chart", "no-such-folder/p.svg")]
    [InlineData(1, "There is no timeline 't.jsonl'.", "t.jsonl")]
    [InlineData(1, "There is no store in", "--data", "no-such-folder")]
    public async Task WrongArgument_IsReportedWithAdvice(int code, string recorded, params string[] arguments)
    {
        var ran = await CommandRun.RunAsync(["pressure", .. arguments]);
        Assert.Equal((code, ""), (ran.Code, ran.Output));
        Assert.StartsWith(recorded, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_NotATimeline_IsReportedWithItsLine()
    {
        var path = _place.Write("t.jsonl", "customer;sent\n");
        var ran = await CommandRun.RunAsync("pressure", path);
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.StartsWith($"{path}, line 1: this is not the JSON object of a timeline event", ran.Error, StringComparison.Ordinal);
    }

    private async Task OneCustomerAsync(string customer, List<(string Customer, LocalDate Day, TimelineEvent Fact)> timelineEvents)
    {
        var table = await CommandRun.RunAsync("pressure", "--customer", customer, "--data", _place.Path("demo"), "--chart",
            _place.Path("c.svg"));
        Assert.Equal((0, ""), (table.Code, table.Error));
        Assert.All(table.Output.Split(Environment.NewLine).Where(line => line.StartsWith('│')), line =>
            Assert.True(line.Length <= 80, line));
        Assert.Contains("Sent and held back", table.Output, StringComparison.Ordinal);
        Assert.Contains($"Contacts of customer {customer}", Texts("c.svg"));

        var json = await CommandRun.RunAsync("pressure", "--customer", customer, "--data", _place.Path("demo"), "--json");
        var sent = json.Json.GetProperty("entries").EnumerateArray().Count(entry => entry.GetProperty("mark").GetString() == "sent");
        Assert.Equal(timelineEvents.Count(f => f.Customer == customer && f.Fact.Kind == "sent"), sent);

        var nobody = await CommandRun.RunAsync("pressure", "--customer", "nobody", "--data", _place.Path("demo"));
        Assert.Equal((1, ""), (nobody.Code, nobody.Output));
        Assert.Contains("has no customer 'nobody'", nobody.Error, StringComparison.Ordinal);
    }

    private string Texts(string file) =>
        string.Join('\n',
            XDocument.Load(_place.Path(file)).Descendants().Where(element => element.Name.LocalName == "text")
            .Select(element => element.Value));

    /// <summary>Every timeline event of every customer, with the day it fell on for them.</summary>
    private static async Task<List<(string Customer, LocalDate Day, TimelineEvent Fact)>> TimelineAsync(string path)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var store = EmbeddedStore.Open(path, TimeProvider.System, Durability.Process);
        var customers = new CustomerStore(store.Rows);
        var all = new List<(string, LocalDate, TimelineEvent)>();
        foreach (var (id, _) in await new CustomerDirectory(store.Rows).PageAsync(null, 1000, cancel))
        {
            var zone = DateTimeZoneProviders.Tzdb[(await customers.LoadAsync(id, cancel)).Profile.Attributes.Text("time_zone")!];
            await foreach (var timelineEvent in customers.ReadTimelineAsync(id, cancel))
                all.Add((id.Value, timelineEvent.Time.InZone(zone).Date, timelineEvent));
        }

        return all;
    }
}
