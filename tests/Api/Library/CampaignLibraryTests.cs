using System.Text;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;

namespace Campaigns.Api.Tests.Library;

public sealed class CampaignLibraryTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_AfterAPublicationElsewhere_ParsesEachVersionOnce()
    {
        using var other = await host.NewLibraryAsync();
        var id = await PublishAsync("news", Bodies.OnRequest("news"));
        Assert.Null(other.Find(id, 1));
        await other.RefreshAsync(Cancel);
        var first = other.Find(id, 1);
        Assert.NotNull(first);
        Assert.Equal(1, first.Version);

        await PublishAsync("news", Bodies.OnRequest("news", """ "priority": 60,"""));
        await other.RefreshAsync(Cancel);
        Assert.Same(first, other.Find(id, 1));
        Assert.Equal(60, other.Find(id, 2)!.Priority);
        Assert.Equal(2, other.Journeys.Single(live => live.Definition.Id == id).Definition.Version);

        using var later = await host.NewLibraryAsync();
        Assert.Equal(50, later.Find(id, 1)!.Priority);
        var snapshot = later.Snapshot;
        await later.RefreshAsync(Cancel);
        Assert.Same(snapshot, later.Snapshot);
    }

    [Fact]
    public async Task UnknownVersion_IsLoadedBeforeTheCustomerAdvances()
    {
        using var late = await host.NewLibraryAsync();
        var runner = host.RunnerOver(late);
        var id = await PublishAsync("unheard", Bodies.OnRequest("unheard"));
        var customer = new CustomerId("early");
        await host.PutAsync("/api/customers/early", "{}");
        await host.PostAsync("/api/journeys/unheard/enrollments", """{ "customer_id": "early" }""");
        Assert.Null(late.Find(id, 1));

        host.Time.Advance(TimeSpan.FromDays(2));
        var enrollment = (await host.Customers.LoadAsync(customer, Cancel)).Enrollments.Keys.Single();
        await runner.WakeAsync(new WakeTimer(host.Runner.Now, customer, enrollment), Cancel);
        Assert.Empty((await host.Customers.LoadAsync(customer, Cancel)).Enrollments);
    }

    [Fact]
    public async Task Publish_Concurrently_AddsOneVersion()
    {
        var id = new JourneyId("race");
        await host.Library.SaveDraftAsync(id, Utf8(Bodies.OnRequest("race")), Cancel);
        var libraries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.NewLibraryAsync()));
        var answers = await Task.WhenAll(libraries.Select(library => library.PublishAsync(id, Cancel).AsTask()));
        Assert.All(answers, answer => Assert.True(answer.Succeeded));
        Assert.Single(answers, answer => answer.Outcome == LibraryOutcome.Done);
        Assert.Equal(1, (await host.Library.GetAsync(id, Cancel))!.LiveVersion);
        foreach (var library in libraries)
            library.Dispose();
    }

    [Fact]
    public async Task Publish_AfterACrash_DoesNotOverwriteAVersion()
    {
        var id = new JourneyId("orphan");
        await host.Library.SaveDraftAsync(id, Utf8(Bodies.OnRequest("orphan")), Cancel);
        host.Rows.BeforeCommit = (table, partition) =>
            partition == "@heads" ? throw new StoreUnavailableException("the process dies between version and head")
            : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await host.Library.PublishAsync(id, Cancel));
        host.Rows.BeforeCommit = null;
        Assert.Equal(0, (await host.Library.GetAsync(id, Cancel))!.LiveVersion);

        await host.Library.SaveDraftAsync(id, Utf8(Bodies.OnRequest("orphan", """ "priority": 99,""")), Cancel);
        var answer = await host.Library.PublishAsync(id, Cancel);
        Assert.Equal(2, answer.Live);
        Assert.Equal([2], (await host.Library.GetAsync(id, Cancel))!.Versions.Select(version => version.Number));
        Assert.Equal(99, host.Library.Find(id, 2)!.Priority);
    }

    [Fact]
    public async Task Publish_WithoutContactPolicy_IsRefused()
    {
        using var none = new CampaignLibrary(new Elsewhere(host.Rows), host.Sweeps, JourneyChecks.Against(() => new NoTemplates()),
            host.Time);
        var id = new JourneyId("careless");
        await none.SaveDraftAsync(id, Utf8(Bodies.OnRequest("careless")), Cancel);
        var answer = await none.PublishAsync(id, Cancel);
        Assert.Equal(LibraryOutcome.Refused, answer.Outcome);
        Assert.Contains(answer.Findings, finding => finding.Code == "no-contact-policy");
    }

    [Fact]
    public async Task PublishAndResume_OrderTheirSweeps_AlsoAfterACrash()
    {
        var renewal = Encoding.UTF8.GetString(Repository.Journey("renewal-countdown.json"));
        var id = await PublishAsync("renewal-countdown", renewal);
        Assert.Contains(await SweepsAsync(id), sweep => sweep.Kind == SweepKind.Dates);
        var ordered = (await SweepsAsync(id)).Count;
        await host.Library.PublishAsync(id, Cancel);
        Assert.Equal(ordered, (await SweepsAsync(id)).Count);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Library.PauseAsync(id, Cancel);
        Assert.Equal(ordered, (await SweepsAsync(id)).Count);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Library.ResumeAsync(id, Cancel);
        Assert.Equal([SweepKind.Dates, SweepKind.Dates, SweepKind.Resume], (await SweepsAsync(id)).Select(sweep => sweep.Kind).Order());

        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Library.RetireAsync(id, endRunning: true, Cancel);
        var stop = Assert.Single(await SweepsAsync(id), sweep => sweep.Kind == SweepKind.Stop);
        Assert.Equal("retired", stop.Outcome);
    }

    [Fact]
    public async Task SaveCatalog_BreakingAJourney_Warns()
    {
        await PublishAsync("gift-to-paid", Encoding.UTF8.GetString(Repository.Journey("gift-to-paid.json")));
        var shipped = Encoding.UTF8.GetString(Repository.Journey("catalog.json"));
        var answer = await host.Library.SaveCatalogAsync(
            Utf8(shipped.Replace("\"gift.claimed\"", "\"gift.taken\"", StringComparison.Ordinal)), Cancel);
        Assert.True(answer.Succeeded);
        Assert.Contains(answer.Findings, finding =>
            finding.Code == "breaks-journey" && finding.Message.Contains("gift.claimed", StringComparison.Ordinal));
        await host.Library.SaveCatalogAsync(Utf8(shipped), Cancel);
    }

    private async Task<JourneyId> PublishAsync(string id, string text)
    {
        await host.Library.SaveDraftAsync(new(id), Utf8(text), Cancel);
        var answer = await host.Library.PublishAsync(new(id), Cancel);
        Assert.True(answer.Succeeded, string.Join('\n', answer.Findings));
        return new JourneyId(id);
    }

    [Fact]
    public async Task SaveContactPolicy_ConcurrencyChanged_OrdersASweep()
    {
        var shipped = Encoding.UTF8.GetString(Repository.Journey("contact-policy.json"));
        var limited = shipped.Replace("\"lookAhead\"", "\"concurrency\": { \"limit\": 2 }, \"lookAhead\"", StringComparison.Ordinal);
        var places = new JourneyId("@contact-policy");
        var (steps, orders) =
            (new[] { shipped.Replace("P7D", "P6D", StringComparison.Ordinal), limited,
                limited.Replace("P7D", "P6D", StringComparison.Ordinal), shipped }, new List<int>());
        foreach (var policy in steps)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.Library.SaveContactPolicyAsync(Encoding.UTF8.GetBytes(policy), Cancel);
            orders.Add((await SweepsAsync(places)).Count);
        }

        Assert.Equal([0, 1, 1, 2], orders);
        Assert.All(await SweepsAsync(places), sweep => Assert.Equal(SweepKind.Concurrency, sweep.Kind));
    }

    private async Task<List<Sweep>> SweepsAsync(JourneyId id) =>
        [.. (await host.Sweeps.OpenAsync(Cancel)).Select(progress => progress.Sweep).Where(sweep => sweep.Journey == id)];

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class NoTemplates : ITemplateCatalog
    {
        public IEnumerable<string> Names => [];

        public bool Has(string template, Channel channel) => false;
    }

    /// <summary>The same store under other table names: an empty one.</summary>
    private sealed class Elsewhere(IRowStore rows) : IRowStore
    {
        public ValueTask<IReadOnlyList<Row>> ReadAsync(
            string table, string partition, string from, string before, int take, CancellationToken cancel) =>
            rows.ReadAsync("other" + table, partition, from, before, take, cancel);

        public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
            rows.FindAsync("other" + table, partition, key, cancel);

        public ValueTask<IReadOnlyList<Row>> ScanAsync(
            string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
            rows.ScanAsync("other" + table, fromPartition, beforePartition, after, take, cancel);

        public ValueTask<CommitResult> CommitAsync(
            string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel) =>
            rows.CommitAsync("other" + table, partition, changes, cancel);
    }
}
