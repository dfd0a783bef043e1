using System.Text;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Portfolio;
using Campaigns.Portfolio.History;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Replay;
using Campaigns.Simulation.Reports;
using Campaigns.Simulation.Starts;
using Campaigns.Simulation.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Simulation.Tests;

public sealed class SimulatorTests
{
    private const int Days = 60;
    private static readonly CustomerBehaviour Nothing = new() { Delivered = 0, Bounced = 0, Lapses = false, Journeys = [] };
    private static readonly CampaignFolder Shipped = CampaignFolder.Read(CampaignFolder.Shipped);
    private static readonly FixedLibrary Library =
        new(Shipped.Catalog!, Shipped.Policy!, Shipped.Journeys.Select(journey => journey.Journey));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Who is taken up from a store goes on exactly as if the walk had never been interrupted.</summary>
    [Fact]
    public async Task FromAStore_GoesOnAsWithoutIt() => await RandomPortfolio.Files.SampleAsync(async csv =>
    {
        using var replays = new TwoReplays();
        var (folder, templates) = (replays.Folder.FullName, await CampaignFolder.ShippedTemplatesAsync());
        var middle = RandomPortfolio.From.PlusDays(70);
        using (var before = History(csv, middle, byCustomer: false))
        {
            await StoreReplayer.RunAsync(
                new ReplayRequest(before, "portfolio.csv", 0, RandomPortfolio.From, middle, Library, templates, folder) { MaxConcurrency = 1 },
                progress: null, Cancel);
        }

        using var whole = History(csv, middle, byCustomer: true);
        await Replayer.RunAsync(
            new ReplayRequest(whole, "portfolio.csv", 0, RandomPortfolio.From, middle.PlusDays(Days), Library, templates,
                Path.Combine(folder, "whole")), progress: null, Cancel);
        var begins = RandomPortfolio.Map.TimeZone.StartOf(middle.PlusDays(1));
        await using var store = StoreLocation.Find(folder)!.Open(TimeProvider.System);
        var goesOn = Path.Combine(folder, "goes-on.jsonl");
        await Simulator.RunAsync(
            new SimulationRequest(Library, templates, begins, Days, () => new StoredCustomers(store.Rows).ReadAsync(begins, Cancel))
            {
                Behaviour = Nothing,
                Timeline = goesOn,
            }, progress: null, Cancel);

        var expected = (await File.ReadAllLinesAsync(Path.Combine(folder, "whole", "timeline.jsonl"), Cancel))
            .Where(line => string.CompareOrdinal(line, $$"""{"time":"{{middle.PlusDays(1):uuuu-MM-dd}}""") >= 0);
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await File.ReadAllLinesAsync(goesOn, Cancel)).Order(StringComparer.Ordinal));
    }, iter: Environment.GetEnvironmentVariable("CAMPAIGNS_TEST_SWEEPS") == "sample" ? 20 : 200, threads: 1);

    [Fact]
    public async Task WithTheSameSeed_TellsTheSameStory_AnotherSeedTellsAnother()
    {
        var first = await RunAsync(Library, new CustomerBehaviour(), seed: 7);
        var again = await RunAsync(Library, new CustomerBehaviour(), seed: 7);
        var other = await RunAsync(Library, new CustomerBehaviour(), seed: 8);

        Assert.Equal(Told(first), Told(again));
        Assert.NotEqual(Told(first), Told(other));
        Assert.True(first.Messages > 0);
        Assert.Equal(first.Customers, first.Contacts.Values.Sum());
        Assert.Equal(first.Customers - first.Reached, first.Unreached.Values.Sum());
        Assert.Equal(first.Messages, first.Days.Sum(day => day.Messages));
        Assert.Equal(first.Messages, first.Contacts.Sum(count => count.Key * count.Value));
    }

    [Fact]
    public async Task WhoAlwaysRenews_Converts_WhoNeverDoesLapses()
    {
        var renewal = "renewal-countdown";
        var always = await RunAsync(Library, new() { Journeys = new() { [renewal] = new() { Alone = 1 } } }, seed: 1);
        var never = await RunAsync(Library, new() { Journeys = [] }, seed: 1);

        var (renewed, lapsed) = (always.Journeys.Single(j => j.Journey == renewal), never.Journeys.Single(j => j.Journey == renewal));
        Assert.True(renewed.Converted > 0);
        Assert.Equal(0, lapsed.Converted + lapsed.HoldoutConverted);
        Assert.DoesNotContain(always.Journeys, journey => journey.Journey == "win-back");
        Assert.Contains(never.Journeys, journey => journey is { Journey: "win-back", Entered: > 0 });
        Assert.True(renewed.Low < renewed.Rate && renewed.Rate <= renewed.High);
    }

    [Fact]
    public async Task Compare_WithALowerCap_SaysWhoGetsFewer()
    {
        var none = new FixedLibrary(Shipped.Catalog!, ContactPolicyReader.Read(Encoding.UTF8.GetBytes(
            """
            { "timeZone": "Asia/Taipei", "caps": [ { "id": "one", "limit": 1, "window": { "rolling": "P365D" } } ] }
            """), Shipped.Catalog).Policy!, Shipped.Journeys.Select(journey => journey.Journey));

        var change = await Simulator.CompareAsync(
            await RequestAsync(Library, Nothing, 1), await RequestAsync(none, Nothing, 1), progress: null, Cancel);
        var unchanged = await Simulator.CompareAsync(
            await RequestAsync(Library, Nothing, 1), await RequestAsync(Library, Nothing, 1), progress: null, Cancel);

        Assert.Equal((0, 0, unchanged.Before.Customers), (unchanged.More, unchanged.Fewer, unchanged.Same));
        Assert.Empty(unchanged.Changed);
        Assert.True(change.Fewer > 0);
        Assert.True(change.After.Messages < change.Before.Messages);
        Assert.All(change.After.Contacts.Keys, contacts => Assert.InRange(contacts, 0, 1));
        Assert.Equal(change.Before.Messages - change.After.Messages, change.Changed.Sum(c => c.MessagesBefore - c.MessagesAfter));
    }

    [Fact]
    public async Task Stopped_ReportsWhoReachedTheEnd()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var report = await Simulator.RunAsync(await RequestAsync(Library, Nothing, 1), progress: null, stop.Token);
        Assert.Equal((0, 200), (report.Customers, report.Expected));
    }

    private static string Told(SimulationReport report) => System.Text.Json.JsonSerializer.Serialize(report with { Seed = 0 });

    private static async Task<SimulationReport> RunAsync(FixedLibrary library, CustomerBehaviour behaviour, int seed) =>
        await Simulator.RunAsync(await RequestAsync(library, behaviour, seed), progress: null, Cancel);

    private static async Task<SimulationRequest> RequestAsync(FixedLibrary library, CustomerBehaviour behaviour, int seed)
    {
        var rows = Enumerable.Range(1, 200).Select(i =>
            $"{i};1;+8869{i:00000000};c{i}@example.com;;agent-1;Asia/Taipei;standard;;{RandomPortfolio.From.PlusDays(i % 120):uuuu-MM-dd};;;;;");
        var csv = "ID;Policy;Phone;Email;Push;Agent;Zone;Tier;Issued;Expires;Cancelled;Lapsed;Gift;Refused;RefusedChannel\n"
            + string.Join('\n', rows);
        var map = Portfolio.Tests.Support.Portfolios.Map("""
            { "csv": { "delimiter": ";" }, "timeZone": "Asia/Taipei",
              "customer": { "id": "ID", "attributes": { "phone": "Phone", "email": "Email", "agent_id": "Agent", "time_zone": "Zone",
                "value_tier": "Tier", "name": { "constant": "Ann" }, "given_name": { "constant": "Ann" } },
                "consents": ["email:marketing", "sms:marketing", "push:marketing"] },
              "policy": { "id": { "expression": "row.ID + '-1'" }, "attributes": { "status": { "constant": "active" },
                "expires_on": { "column": "Expires", "type": "date" }, "product_name": { "constant": "Motor Plus" },
                "number": { "constant": "P-1" }, "premium": { "expression": "1200" }, "renewal_premium": { "expression": "1200" },
                "currency": { "constant": "TWD" } } } }
            """);
        var start = new PortfolioStart(
            PortfolioReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(csv)), map).Reader!, "p.csv", row => Assert.Fail($"{row}"), Cancel);
        var begins = map.TimeZone.StartOf(RandomPortfolio.From);
        return new SimulationRequest(
            library, await CampaignFolder.ShippedTemplatesAsync(), begins, 180, () => start.Customers(begins).ToAsyncEnumerable())
        {
            Behaviour = behaviour,
            Seed = seed,
            Expected = start.Count,
        };
    }

    private static PortfolioHistory History(string csv, LocalDate to, bool byCustomer) => PortfolioHistory.Sort(
        PortfolioReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(csv)), RandomPortfolio.Map).Reader!, from: null, to,
        byCustomer: byCustomer);
}
