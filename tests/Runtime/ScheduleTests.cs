using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

public sealed class ScheduleTests
{
    private const string Entries = """
        [ { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers", "where": "customer.value_tier == 'high'" }, "key": ["'morning'"] },
          { "schedule": { "cron": "0 18 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers", "where": "customer.value_tier == 'standard'" }, "key": ["'evening'"] },
          { "schedule": { "cron": "0 18 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "key": ["'everybody'"] } ]
        """;

    private static async Task<World> WithAsync(string entries)
    {
        var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: entries));
        await world.MeetAsync();
        await world.TellAsync("bob", "customer.updated", ("value_tier", "high"));
        return world;
    }

    [Fact]
    public async Task SeveralSchedulesOfOneJourney_EachFiresForItsOwnAudience()
    {
        await using var world = await WithAsync(Entries);
        await world.Engine.Scheduler.FireDueAsync(world.Time.Now, World.Cancel);

        await world.RunToAsync("2026-06-04 12:00");

        Assert.Equal(["2026-06-01 18:00 entered", "2026-06-01 18:00 entered"], await world.TimelineAsync("ann", "entered"));
        Assert.Equal(["2026-06-01 18:00 entered", "2026-06-02 09:00 entered"], await world.TimelineAsync("bob", "entered"));
    }

    [Fact]
    public async Task LastFiredOfAnOlderVersion_CountsForEverySchedule()
    {
        await using var world = await WithAsync(Entries);
        var row = StoreJson.Write(new SweepProgress(new Sweep(new("twice"), SweepKind.Audience, World.At("2026-06-01 08:00"))));
        await world.Store.CommitAsync(SweepTable.Table, "fired", [new RowChange.Upsert("twice", row)], World.Cancel);

        await world.Engine.Scheduler.FireDueAsync(world.Time.Now, World.Cancel); // 9:00 was missed while the host was down
        await world.SettleAsync();
        await world.RunToAsync("2026-06-02 08:00");

        Assert.Equal(["2026-06-01 12:00 entered", "2026-06-01 18:00 entered"], await world.TimelineAsync("bob", "entered"));
    }

    [Fact]
    public async Task SweepOfAnOlderVersion_IsForAllAudiences()
    {
        await using var world = await WithAsync(Entries);
        await world.Engine.Sweeps.OrderAsync(new Sweep(new("twice"), SweepKind.Audience, World.At("2026-06-01 09:00")), World.Cancel);

        await world.SettleAsync();

        Assert.Equal(2, (await world.TimelineAsync("bob", "entered")).Count);
    }

    [Fact]
    public void Id_StaysWhenAudiencesOrOrderChange()
    {
        var before = Schedule.Of(Shelf.Journey(Stories.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: Entries)));
        var after = Schedule.Of(Shelf.Journey(Stories.Of("twice", """{ "id": "p", "publish": { "type": "x" } }""", entry: """
            [ { "schedule": { "cron": "0 18 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "policies" } },
              { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" } } ]
            """)));

        Assert.Equal(3, before.Select(schedule => schedule.Id).Distinct().Count());
        Assert.Equal([before[1].Id, before[0].Id], after.Select(schedule => schedule.Id));
    }
}
