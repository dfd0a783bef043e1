using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

public sealed class EntryTests
{
    [Theory]
    [InlineData("\"never\"", 1)]
    [InlineData("\"afterExit\"", 3)]
    [InlineData("{ \"after\": \"P10D\" }", 2)]
    public async Task SameKeyComesAgain_EntersAsItsReentryAllows(string reentry, int times)
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of(
            "again", Stories.Send("s"), entry: $$"""{ "on": "app.opened", "key": ["event.screen"], "reentry": {{reentry}} }"""));
        await world.MeetAsync();
        foreach (var day in new[] { "2026-06-01 12:00", "2026-06-11 11:59", "2026-06-11 12:00" })
        {
            await world.RunToAsync(day);
            await world.TellAsync("ann", "app.opened", ("screen", "home"));
            await world.SettleAsync();
        }

        Assert.Equal(times, (await world.TimelineAsync("ann", "entered")).Count);
        Assert.Equal(times, world.Phone.Delivered.Count);
    }

    [Fact]
    public async Task SameKeyWhileItRuns_DoesNotEnterTwice()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("again", """{ "id": "w", "wait": "P1D" }""", entry: """{ "on": "app.opened", "reentry": "afterExit" }"""));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("ann", "app.opened");

        Assert.Single(await world.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task WinBack_SevenDaysAfterTheLapse_EntersOnce_AndAPurchaseWithinTheWindowCounts()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", "win-back");
        await world.Engine.Scheduler.FireDueAsync(world.Time.Now, World.Cancel);
        await world.MeetAsync();
        await world.PolicyAsync(type: "policy.lapsed");
        await world.RunToAsync("2026-07-31 00:00");
        Assert.Equal(["2026-06-08 09:00 entered", "2026-07-15 09:00 ended not-won-back"], await world.TimelineAsync("ann", "entered", "ended"));

        await world.PolicyAsync(type: "policy.issued", id: "P2");
        await world.PolicyAsync(type: "policy.issued", id: "P3");

        Assert.Equal(["2026-07-31 00:00 converted won-back"], await world.TimelineAsync("ann", "converted"));
    }

    [Fact]
    public async Task WinBack_PurchaseAfterTheWindow_DoesNotCount()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", "win-back");
        await world.Engine.Scheduler.FireDueAsync(world.Time.Now, World.Cancel);
        await world.MeetAsync();
        await world.PolicyAsync(type: "policy.lapsed");
        await world.RunToAsync("2026-09-14 09:00"); // the sixty days after the end are over on the 13th
        await world.PolicyAsync(type: "policy.issued", id: "P2");

        Assert.Single(await world.TimelineAsync("ann", "ended"));
        Assert.Empty(await world.TimelineAsync("ann", "converted"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_InterruptedAnywhere_EveryCustomerEntersOnce(bool afterwards)
    {
        const int customers = 410; // three pages
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("morning", """{ "id": "p", "publish": { "type": "x" } }""",
            entry: """{ "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "reentry": "afterExit" }"""));
        for (var i = 0; i < customers; i++)
            await world.TellAsync($"c{i}", "customer.updated", ("name", "x"));
        await world.Engine.Sweeps.OrderAsync(new Sweep(new("morning"), SweepKind.Audience, World.At("2026-06-02 09:00")), World.Cancel);
        for (var crash = 1; ; crash++)
        {
            world.Store.DieAt(200 * crash, afterwards);
            try
            {
                while (await world.Engine.SweepAsync(World.Cancel))
                {
                }

                break;
            }
            catch (StoreUnavailableException)
            {
                world.Store.StartAgain();
            }
        }

        world.Store.StartAgain();
        for (var i = 0; i < customers; i++)
            Assert.Single((await world.RecordAsync($"c{i}")).Past);
    }

    [Fact]
    public async Task Sweep_ByTwoProcessesAtOnce_EveryCustomerEntersOnceAndNothingStaysOpen()
    {
        const int customers = 410; // three pages
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("morning", """{ "id": "p", "publish": { "type": "x" } }""",
            entry: """{ "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "reentry": "afterExit" }"""));
        for (var i = 0; i < customers; i++)
            await world.TellAsync($"c{i}", "customer.updated", ("name", "x"));
        await world.Engine.Sweeps.OrderAsync(new Sweep(new("morning"), SweepKind.Audience, World.At("2026-06-02 09:00")), World.Cancel);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var sweeper = new Sweeper(world.Engine.Sweeps, world.Engine.Directory, world.Runner);
            while (await sweeper.RunOneAsync(World.Cancel))
            {
            }
        }, World.Cancel)));

        Assert.Empty(await world.Engine.Sweeps.OpenAsync(World.Cancel));
        for (var i = 0; i < customers; i++)
            Assert.Single((await world.RecordAsync($"c{i}")).Past);
    }

    [Fact]
    public async Task DateComesWithinReach_WhileTheProcessDies_TheMessageIsNotLost()
    {
        var story = Stories.Of("soon", Stories.Send("s"), entry: """{ "before": { "date": "policy.expires_on", "by": "P10D" }, "key": ["policy.id"] }""");
        for (var call = 1; call <= 25; call++)
        {
            await using var world = await World.AtAsync("2026-06-01 12:00", story);
            await world.MeetAsync();
            await world.PolicyAsync(expires: "2026-06-30");
            world.Store.DieAt(call, afterwards: false);
            while (true)
            {
                try
                {
                    await world.RunToAsync("2026-07-30 00:00");
                    break;
                }
                catch (StoreUnavailableException)
                {
                    world.Store.StartAgain();
                }
            }

            Assert.Single(world.Phone.Delivered);
            Assert.Equal(["2026-06-20 00:00 entered"], await world.TimelineAsync("ann", "entered"));
        }
    }
}
