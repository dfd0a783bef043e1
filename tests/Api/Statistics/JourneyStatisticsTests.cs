using Campaigns.Api.Tests.Hosting;
using Campaigns.Decisions.Contacts;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Api.Tests.Statistics;

public sealed class JourneyStatisticsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly LocalDate Day = new(2026, 3, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Facts_add_up_to_a_report()
    {
        var statistics = new JourneyStatistics(host.Rows, host.Everybody, host.Customers);
        var at = host.Runner.Now;
        Fact Of(string journey, string kind) => new(at, kind) { Journey = new(journey), Version = 1 };
        Fact Send(string kind, bool first = false) => Of("sums", kind) with
        {
            Step = new("d45"), Channel = Channel.Sms, Detail = first ? AttributeBag.Of([new("first", true)]) : null,
        };
        var held = AttributeBag.Of([new("holdout", true)]);
        statistics.Take(new("a"), [Of("sums", FactKind.Entered), Send(FactKind.Reserved), Send(FactKind.Sent, first: true), Send(FactKind.Delivered), Send(FactKind.Clicked)]);
        statistics.Take(new("a"), [Of("sums", FactKind.Exited) with { Reason = "renewed" }, Of("sums", FactKind.Converted) with { Detail = AttributeBag.Of([new("value", 1200m)]) }]);
        statistics.Take(new("b"), [Of("sums", FactKind.Entered), Send(FactKind.Deferred) with { Reason = "quiet-hours" }, Send(FactKind.Sent, first: true), Send(FactKind.Sent)]);
        statistics.Take(new("c"), [Of("sums", FactKind.Entered), Send(FactKind.Refused) with { Reason = "do-not-disturb" }, Of("other", FactKind.Entered)]);
        statistics.Take(new("d"), [Of("sums", FactKind.Entered) with { Detail = held }, Of("sums", FactKind.Ended) with { Reason = "lapsed", Detail = held }]);
        statistics.Take(new("d"), [new Fact(at, FactKind.Event), Of("sums", FactKind.Sent) with { Step = new("call"), Channel = Channel.Agent }]);
        await statistics.FlushAsync(Cancel);
        statistics.Take(new("e"), [Of("sums", FactKind.Entered) with { Version = 2, Time = at + Duration.FromDays(1) }]);
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
    public async Task Several_processes_add_to_the_same_numbers()
    {
        var processes = Enumerable.Range(0, 6).Select(_ => new JourneyStatistics(host.Rows, host.Everybody, host.Customers)).ToList();
        await Task.WhenAll(processes.Select(async process =>
        {
            for (var i = 0; i < 20; i++)
            {
                process.Take(new("a"), [new Fact(host.Runner.Now, FactKind.Entered) { Journey = new("crowd"), Version = 1 }]);
                await process.FlushAsync(Cancel);
            }
        }));
        Assert.Equal(120, (await processes[0].ReadAsync(new("crowd"), Day, Day, Cancel)).Entered);
    }

    [Fact]
    public async Task What_could_not_be_stored_is_kept_for_the_next_time()
    {
        var statistics = new JourneyStatistics(host.Rows, host.Everybody, host.Customers);
        Fact Entered(string journey) => new(host.Runner.Now, FactKind.Entered) { Journey = new(journey), Version = 1 };
        statistics.Take(new("a"), [Entered("patient-1"), Entered("patient-2")]);
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
        statistics.Take(new("b"), [Entered("patient-2")]);
        await statistics.FlushAsync(Cancel);
        Assert.Equal(1, (await statistics.ReadAsync(new("patient-1"), Day, Day, Cancel)).Entered);
        Assert.Equal(2, (await statistics.ReadAsync(new("patient-2"), Day, Day, Cancel)).Entered);
    }

    [Fact]
    public async Task Rebuilt_from_the_timelines_the_numbers_are_the_same_and_what_was_wrong_is_gone()
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

        api.Statistics.Take(new("r0"), [new Fact(api.Runner.Now, FactKind.Entered) { Journey = id, Version = 7 }]);
        await api.Statistics.FlushAsync(Cancel);
        await api.Statistics.RebuildAsync(Cancel);
        Assert.Equal(counted.GetRawText(), (await api.GetAsync("/api/journeys/rebuilt/stats")).Json.GetRawText());
    }

    [Fact]
    public async Task A_host_that_did_not_stop_cleanly_is_known_by_it()
    {
        await using var own = new ApiHost(); // who counts is a matter of the whole store
        await own.InitializeAsync();
        Assert.True(await own.Statistics.BeginAsync("local", Cancel));
        Assert.False(await own.Statistics.BeginAsync("local", Cancel));
        await own.Statistics.RebuildAsync(Cancel);
        await own.Statistics.EndAsync("local", Cancel);
        Assert.True(await own.Statistics.BeginAsync("local", Cancel));
    }

    [Fact]
    public async Task A_rebuild_waits_for_a_host_that_begins_alone()
    {
        await using var own = new ApiHost(); // who counts is a matter of the whole store
        await own.InitializeAsync();
        Assert.True(await own.Statistics.BeginAsync("one", Cancel));
        Assert.True(await own.Statistics.BeginAsync("two", Cancel));
        Assert.True(await own.Statistics.BeginAsync("two", Cancel)); // killed, but the first is counting
        await own.Statistics.EndAsync("one", Cancel);
        await own.Statistics.EndAsync("two", Cancel);
        Assert.False(await own.Statistics.BeginAsync("one", Cancel));
        await own.Statistics.RebuildAsync(Cancel);
        await own.Statistics.EndAsync("one", Cancel);
        Assert.True(await own.Statistics.BeginAsync("two", Cancel));
    }

    [Fact]
    public async Task Two_messages_to_one_customer_contact_one_customer()
    {
        await using var own = new ApiHost(); // the clock moves
        await own.InitializeAsync();
        await own.PublishAsync("twice", Bodies.OnRequest("twice").Replace(
            "\"steps\": [", """
            "steps": [ { "id": "one", "send": { "channels": ["sms"], "template": "renewal/reminder" } },
                       { "id": "two", "send": { "channels": ["sms"], "template": "renewal/reminder" } },
            """, StringComparison.Ordinal));
        await own.PutAsync("/api/customers/twice", """{ "attributes": { "phone": "+886912345678" } }""");
        Assert.Equal(201, (await own.PostAsync("/api/journeys/twice/enrollments", """{ "customer_id": "twice" }""")).Status);
        var desk = new DeliveryDesk(own.Runner);
        for (var round = 0; round < 3; round++)
        {
            foreach (var entry in (await own.Customers.LoadAsync(new("twice"), Cancel)).Ledger.Entries.Where(e => e.Status == ContactStatus.Reserved).ToList())
            {
                var step = await desk.OpenAsync(new MessageRequest(entry.Channel, new("twice"), entry.Message), 1, repeatable: true, Cancel);
                await desk.SettleAsync(Assert.IsType<DeliveryStep.Send>(step).Order, new DeliveryResult(DeliveryStatus.Sent), Cancel);
            }

            own.Time.Advance(TimeSpan.FromDays(1));
            foreach (var enrollment in (await own.Customers.LoadAsync(new("twice"), Cancel)).Enrollments.Keys.ToList())
                await own.Runner.WakeAsync(new Alarm(own.Runner.Now, new("twice"), enrollment), Cancel);
        }

        var stats = (await own.GetAsync("/api/journeys/twice/stats?from=2026-03-01&to=2026-03-31")).Json;
        Assert.Equal((1, 2), (stats.GetProperty("contacted").GetInt32(), stats.GetProperty("sent").GetInt32()));
    }
}
