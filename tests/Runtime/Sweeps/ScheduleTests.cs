using Campaigns.Definitions.Journeys;
using Campaigns.Hosting;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;
using NodaTime;
using NodaTime.TimeZones;

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

    [Fact]
    public async Task FixedOffset_FiresAtItsTime()
    {
        await using var harness = await WithAsync("""
            { "schedule": { "cron": "0 18 * * *", "timeZone": "UTC+08" }, "audience": { "over": "customers" } }
            """);
        await harness.Services.Scheduler.FireDueAsync(harness.Time.Now, CampaignHarness.Cancel);

        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(["2026-06-01 18:00 entered"], await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task OneScheduleFails_TheOthersFire_AndItIsAnIncidentToldOnce()
    {
        await using var harness = await WithAsync(Entries);
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        var journey = PausableLibrary.Journey(
            SampleJourneys.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: Entries)) with
        { Version = 1 };
        var broken = journey with
        {
            Id = new("broken"),
            Entries = [.. journey.Entries.OfType<Entry.OnSchedule>().Take(1).Select(entry => entry with { TimeZone = new Nowhere() })],
        };
        var told = new List<string>();
        var incidents = new IncidentLog(harness.Time);
        incidents.Began += (incident, _) => told.Add(incident.Part);
        var scheduler = new Scheduler(
            harness.Services.Sweeps, new FixedLibrary(shipped.Catalog!, CampaignHarness.NoLimits, [broken, journey]), incidents);

        for (var hour = 12; hour < 20; hour++)
        {
            harness.Time.MoveTo(CampaignHarness.At($"2026-06-01 {hour}:00"));
            for (var i = 0; i < 10; i++)
                await scheduler.FireDueAsync(harness.Time.Now + Duration.FromMinutes(i), CampaignHarness.Cancel);
            Assert.NotNull(scheduler.NextAfter(harness.Time.Now));
        }

        Assert.Equal(2, (await harness.Services.Sweeps.OpenAsync(CampaignHarness.Cancel)).Count); // the two of 18:00
        var incident = Assert.Single(incidents.Open);
        Assert.StartsWith("schedule broken/", incident.Part, StringComparison.Ordinal);
        Assert.True(told.Count <= 8, "told once an hour at most, when it was quiet in between");
    }

    /// <summary>A zone whose data are lost.</summary>
    private sealed class Nowhere() : DateTimeZone("Nowhere/Land", isFixed: false, Offset.FromHours(1), Offset.FromHours(2))
    {
        public override ZoneInterval GetZoneInterval(Instant instant) => throw new InvalidDataException("no data");
    }
}
