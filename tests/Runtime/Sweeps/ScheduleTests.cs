using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Sweeps;

public sealed class ScheduleTests
{
    private const string Entries = """
        [ { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers", "where": "customer.value_tier == 'high'" }, "key": ["'morning'"] },
          { "schedule": { "cron": "0 18 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers", "where": "customer.value_tier == 'standard'" }, "key": ["'evening'"] },
          { "schedule": { "cron": "0 18 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "key": ["'everybody'"] } ]
        """;

    private static async Task<CampaignHarness> WithAsync(string entries)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00",
            SampleJourneys.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: entries));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("bob", "customer.updated", ("value_tier", "high"));
        return harness;
    }

    [Fact]
    public async Task SeveralSchedulesOfOneJourney_EachFiresForItsOwnAudience()
    {
        await using var harness = await WithAsync(Entries);
        await harness.Services.Scheduler.FireDueAsync(harness.Time.Now, CampaignHarness.Cancel);

        await harness.RunToAsync("2026-06-04 12:00");

        Assert.Equal(["2026-06-01 18:00 entered", "2026-06-01 18:00 entered"], await harness.TimelineAsync("ann", "entered"));
        Assert.Equal(["2026-06-01 18:00 entered", "2026-06-02 09:00 entered"], await harness.TimelineAsync("bob", "entered"));
    }

    [Fact]
    public async Task LastFiredOfAnOlderVersion_CountsForEverySchedule()
    {
        await using var harness = await WithAsync(Entries);
        var fired = new Sweep(new("twice"), SweepKind.Audience, CampaignHarness.At("2026-06-01 08:00"));
        var row = SweepProgressRow.Write(new SweepProgress(fired));
        await harness.Store.CommitAsync(SweepTable.Table, "fired", [new RowChange.Upsert("twice", row)], CampaignHarness.Cancel);

        await harness.Services.Scheduler.FireDueAsync(harness.Time.Now, CampaignHarness.Cancel); // 9:00 was missed while the host was down
        await harness.RunDueAsync();
        await harness.RunToAsync("2026-06-02 08:00");

        Assert.Equal(["2026-06-01 12:00 entered", "2026-06-01 18:00 entered"], await harness.TimelineAsync("bob", "entered"));
    }

    [Fact]
    public async Task SweepOfAnOlderVersion_IsForAllAudiences()
    {
        await using var harness = await WithAsync(Entries);
        await harness.Services.Sweeps.OrderAsync(new Sweep(new("twice"), SweepKind.Audience, CampaignHarness.At("2026-06-01 09:00")),
            CampaignHarness.Cancel);

        await harness.RunDueAsync();

        Assert.Equal(2, (await harness.TimelineAsync("bob", "entered")).Count);
    }

    [Fact]
    public void Id_StaysWhenAudiencesOrOrderChange()
    {
        var before = JourneySchedule.Of(
            PausableLibrary.Journey(SampleJourneys.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: Entries)));
        var after = JourneySchedule.Of(
            PausableLibrary.Journey(SampleJourneys.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: """
            [ { "schedule": { "cron": "0 18 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "policies" } },
              { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" } } ]
            """)));

        Assert.Equal(3, before.Select(schedule => schedule.Id).Distinct().Count());
        Assert.Equal([before[1].Id, before[0].Id], after.Select(schedule => schedule.Id));
    }
}
