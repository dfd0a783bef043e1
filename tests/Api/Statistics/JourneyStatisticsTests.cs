using Campaigns.Api.Tests.Hosting;
using Campaigns.Decisions.Contacts;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Api.Tests.Statistics;

public sealed class JourneyStatisticsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly LocalDate Day = new(2026, 3, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_OfTimelineEvents_AddsUp()
    {
        var statistics = new JourneyStatistics(host.Rows, host.CustomerIds, host.Customers, host.Time);
        var at = host.Runner.Now;
        TimelineEvent Of(string journey, string kind) => new(at, kind) { Journey = new(journey), Version = 1 };
        TimelineEvent Send(string kind, bool first = false) => Of("sums", kind) with
        {
            Step = new("d45"),
            Channel = Channel.Sms,
            Detail = first ? AttributeBag.Of([new("first", true)]) : null,
        };
        var held = AttributeBag.Of([new("holdout", true)]);
        statistics.Receive(new("a"),
            [Of("sums", TimelineEventKind.Entered), Send(TimelineEventKind.Reserved), Send(TimelineEventKind.Sent, first: true),
                Send(TimelineEventKind.Delivered), Send(TimelineEventKind.Clicked)]);
        statistics.Receive(new("a"),
            [Of("sums", TimelineEventKind.Exited) with { Reason = "renewed" },
                Of("sums", TimelineEventKind.Converted) with { Detail = AttributeBag.Of([new("value", 1200m)]) }]);
        statistics.Receive(new("b"),
            [Of("sums", TimelineEventKind.Entered), Send(TimelineEventKind.Deferred) with { Reason = "quiet-hours" },
                Send(TimelineEventKind.Sent, first: true), Send(TimelineEventKind.Sent)]);
        statistics.Receive(new("c"),
            [Of("sums", TimelineEventKind.Entered), Send(TimelineEventKind.Refused) with { Reason = "do-not-disturb" },
                Of("other", TimelineEventKind.Entered)]);
        statistics.Receive(new("d"),
            [Of("sums", TimelineEventKind.Entered) with { Detail = held },
                Of("sums", TimelineEventKind.Ended) with { Reason = "lapsed", Detail = held }]);
        statistics.Receive(new("d"),
            [new TimelineEvent(at, TimelineEventKind.Event),
                Of("sums", TimelineEventKind.Sent) with { Step = new("call"), Channel = Channel.Agent }]);
        await statistics.FlushAsync(Cancel);
        statistics.Receive(new("e"), [Of("sums", TimelineEventKind.Entered) with { Version = 2, Time = at + Duration.FromDays(1) }]);
        await statistics.FlushAsync(Cancel);

        var report = await statistics.ReadAsync(new("sums"), Day, Day, Cancel);
        Assert.Equal((3, 2, 3), (report.Entered, report.Contacted, report.Sent));
        Assert.Equal((1, 0, 1), (report.Delivered, report.Opened, report.Clicked));
        Assert.Equal((1L, 1200m), (report.Converted, report.ConvertedValue));
        Assert.Equal(new HoldoutReport(1, 0, 0), report.Holdout);
        Assert.Equal([new("quiet-hours", 1L)], report.Deferred);
        Assert.Equal([new("do-not-disturb", 1L)], report.Refused);
        Assert.Equal([new("lapsed", 1L), new("renewed", 1L)], report.Outcomes);
        Assert.Equal(1 / 3.0, report.Uplift!.Difference, 12);
        Assert.False(report.Uplift.Significant);
        var step = report.Steps.Single(s => s.Step == "d45");
        Assert.Equal((1, 1, 1, 3), (step.Reserved, step.Deferred, step.Refused, step.Sent));
        Assert.Equal([new("sms", 3L)], step.ByChannel);
        Assert.Equal(4, (await statistics.ReadAsync(new("sums"), Day, Day.PlusDays(1), Cancel)).Entered);
        Assert.Equal(1, (await statistics.ReadAsync(new("sums"), Day.PlusDays(1), Day.PlusDays(9), Cancel)).Entered);
    }

    [Fact]
    public async Task Flush_BySeveralProcesses_AddsUp()
    {
        var processes = Enumerable.Range(0, 6)
            .Select(_ => new JourneyStatistics(host.Rows, host.CustomerIds, host.Customers, host.Time)).ToList();
        await Task.WhenAll(processes.Select(async process =>
        {
            for (var i = 0; i < 20; i++)
            {
                process.Receive(new("a"),
                    [new TimelineEvent(host.Runner.Now, TimelineEventKind.Entered) { Journey = new("crowd"), Version = 1 }]);
                await process.FlushAsync(Cancel);
            }
        }));
        Assert.Equal(120, (await processes[0].ReadAsync(new("crowd"), Day, Day, Cancel)).Entered);
    }

    [Fact]
    public async Task Flush_Fails_IsKeptForTheNext()
    {
        var statistics = new JourneyStatistics(host.Rows, host.CustomerIds, host.Customers, host.Time);
        TimelineEvent Entered(string journey) => new(host.Runner.Now, TimelineEventKind.Entered) { Journey = new(journey), Version = 1 };
        statistics.Receive(new("a"), [Entered("patient-1"), Entered("patient-2")]);
        var failed = false;
        host.Rows.BeforeCommit = (_, partition) =>
        {
            if (!failed && partition.StartsWith("patient-2", StringComparison.Ordinal))
            {
                failed = true;
                throw new StoreUnavailableException("away");
            }

            return ValueTask.CompletedTask;
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await statistics.FlushAsync(Cancel));
        host.Rows.BeforeCommit = null;
        statistics.Receive(new("b"), [Entered("patient-2")]);
        await statistics.FlushAsync(Cancel);
        Assert.Equal(1, (await statistics.ReadAsync(new("patient-1"), Day, Day, Cancel)).Entered);
        Assert.Equal(2, (await statistics.ReadAsync(new("patient-2"), Day, Day, Cancel)).Entered);
    }

    [Fact]
    public async Task Rebuild_FromTimelines_GivesTheSameNumbers()
    {
        await using var api = new ApiHost();
        await api.InitializeAsync();
        var id = new JourneyId("rebuilt");
        await api.PublishAsync("rebuilt", Bodies.OnRequest("rebuilt", """ "holdout": 40,"""));
        for (var i = 0; i < 40; i++)
        {
            await api.PutAsync($"/api/customers/r{i}", "{}");
            Assert.Equal(201, (await api.PostAsync("/api/journeys/rebuilt/enrollments", $$"""{ "customer_id": "r{{i}}" }""")).Status);
        }

        var counted = (await api.GetAsync("/api/journeys/rebuilt/stats")).Json;
        Assert.Equal(40, counted.GetProperty("entered").GetInt64() + counted.GetProperty("holdout").GetProperty("entered").GetInt64());
        Assert.InRange(counted.GetProperty("holdout").GetProperty("entered").GetInt64(), 1, 39);

        api.Statistics.Receive(new("r0"), [new TimelineEvent(api.Runner.Now, TimelineEventKind.Entered) { Journey = id, Version = 7 }]);
        await api.Statistics.FlushAsync(Cancel);
        await api.Statistics.RebuildAsync(Cancel);
        Assert.Equal(counted.GetRawText(), (await api.GetAsync("/api/journeys/rebuilt/stats")).Json.GetRawText());
    }

    [Fact]
    public async Task Begin_AfterAnEarlierVersionWasKilled_AsksForARebuildOnce()
    {
        await using var own = new ApiHost(); // who counts is a matter of the whole store
        await own.InitializeAsync();
        await own.Rows.CommitAsync("statistics", "@running", [new RowChange.Insert("local", ReadOnlyMemory<byte>.Empty)], Cancel);
        Assert.False(await own.Statistics.BeginAsync("local", Cancel));
        await own.Statistics.RebuildAsync(Cancel);
        Assert.True(await own.Statistics.BeginAsync("local", Cancel));
    }

    [Fact]
    public async Task Begin_BesideAHostOfAnEarlierVersion_DefersTheRebuild()
    {
        await using var own = new ApiHost(); // who counts is a matter of the whole store
        await own.InitializeAsync();
        await own.Rows.CommitAsync("statistics", "@running",
            [new RowChange.Insert("one", ReadOnlyMemory<byte>.Empty), new RowChange.Insert("two", ReadOnlyMemory<byte>.Empty)], Cancel);
        Assert.True(await own.Statistics.BeginAsync("two", Cancel)); // killed, but the first is counting
        await own.Rows.CommitAsync("statistics", "@running", [new RowChange.Delete("one")], Cancel);
        Assert.False(await own.Statistics.BeginAsync("two", Cancel));
        await own.Statistics.RebuildAsync(Cancel);
        Assert.True(await own.Statistics.BeginAsync("two", Cancel));
    }

    [Fact]
    public async Task Report_TwoMessagesToOneCustomer_CountOneContacted()
    {
        await using var own = new ApiHost(); // the clock moves
        await own.InitializeAsync();
        await own.PublishAsync("twice", Bodies.OnRequest("twice").Replace(
            "\"steps\": [", """
            "steps": [ { "id": "one", "send": { "channels": ["sms"], "template": "winback/offer" } },
                       { "id": "two", "send": { "channels": ["sms"], "template": "winback/offer" } },
            """, StringComparison.Ordinal));
        await own.PutAsync("/api/customers/twice", """{ "attributes": { "phone": "+886912345678" } }""");
        Assert.Equal(201, (await own.PostAsync("/api/journeys/twice/enrollments", """{ "customer_id": "twice" }""")).Status);
        var desk = new DeliveryService(own.Runner);
        for (var round = 0; round < 3; round++)
        {
            foreach (var entry in (await own.Customers.LoadAsync(new("twice"), Cancel)).Ledger.Entries.Where(e =>
                e.Status == ContactStatus.Reserved).ToList())
            {
                var step = await desk.OpenAsync(new MessageRequest(entry.Channel, new("twice"), entry.Message), 1, repeatable: true,
                    Cancel);
                await desk.SettleAsync(Assert.IsType<DeliveryDecision.Send>(step).Order, new DeliveryResult(DeliveryStatus.Sent), Cancel);
            }

            own.Time.Advance(TimeSpan.FromDays(1));
            foreach (var enrollment in (await own.Customers.LoadAsync(new("twice"), Cancel)).Enrollments.Keys.ToList())
                await own.Runner.WakeAsync(new WakeTimer(own.Runner.Now, new("twice"), enrollment), Cancel);
        }

        var stats = (await own.GetAsync("/api/journeys/twice/stats?from=2026-03-01&to=2026-03-31")).Json;
        Assert.Equal((1, 2), (stats.GetProperty("contacted").GetInt32(), stats.GetProperty("sent").GetInt32()));
    }
}
