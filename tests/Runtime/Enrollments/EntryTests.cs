using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

public sealed class EntryTests
{
    [Theory]
    [InlineData("\"never\"", 1)]
    [InlineData("\"afterExit\"", 3)]
    [InlineData("{ \"after\": \"P10D\" }", 2)]
    public async Task SameKeyComesAgain_EntersAsItsReentryAllows(string reentry, int times)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of(
            "again", SampleJourneys.Send("s"), entry: $$"""{ "on": "app.opened", "key": ["event.screen"], "reentry": {{reentry}} }"""));
        await harness.AddCustomerAsync();
        foreach (var day in new[] { "2026-06-01 12:00", "2026-06-11 11:59", "2026-06-11 12:00" })
        {
            await harness.RunToAsync(day);
            await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
            await harness.RunDueAsync();
        }

        Assert.Equal(times, (await harness.TimelineAsync("ann", "entered")).Count);
        Assert.Equal(times, harness.Provider.Delivered.Count);
    }

    [Fact]
    public async Task SameKeyWhileItRuns_DoesNotEnterTwice()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00",
                SampleJourneys.Of("again", """{ "id": "w", "wait": "P1D" }""",
                    entry: """{ "on": "app.opened", "reentry": "afterExit" }"""));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "app.opened");

        Assert.Single(await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task WinBack_SevenDaysAfterTheLapse_EntersOnce_AndAPurchaseWithinTheWindowCounts()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "win-back");
        await harness.Services.Scheduler.FireDueAsync(harness.Time.Now, CampaignHarness.Cancel);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(type: "policy.lapsed");
        await harness.RunToAsync("2026-07-31 00:00");
        Assert.Equal(["2026-06-08 09:00 entered", "2026-07-15 09:00 ended not-won-back"],
            await harness.TimelineAsync("ann", "entered", "ended"));

        await harness.SendPolicyAsync(type: "policy.issued", id: "P2");
        await harness.SendPolicyAsync(type: "policy.issued", id: "P3");

        Assert.Equal(["2026-07-31 00:00 converted won-back"], await harness.TimelineAsync("ann", "converted"));
    }

    [Fact]
    public async Task WinBack_PurchaseAfterTheWindow_DoesNotCount()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "win-back");
        await harness.Services.Scheduler.FireDueAsync(harness.Time.Now, CampaignHarness.Cancel);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(type: "policy.lapsed");
        await harness.RunToAsync("2026-09-14 09:00"); // the sixty days after the end are over on the 13th
        await harness.SendPolicyAsync(type: "policy.issued", id: "P2");

        Assert.Single(await harness.TimelineAsync("ann", "ended"));
        Assert.Empty(await harness.TimelineAsync("ann", "converted"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_InterruptedAnywhere_EveryCustomerEntersOnce(bool afterwards)
    {
        const int customers = 410; // three pages
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00",
                SampleJourneys.Of("morning", """{ "id": "p", "publish": { "type": "x" } }""",
            entry: """{ "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "reentry": "afterExit" }"""));
        for (var i = 0; i < customers; i++)
            await harness.SendEventAsync($"c{i}", "customer.updated", ("name", "x"));
        await harness.Services.Sweeps.OrderAsync(new Sweep(new("morning"), SweepKind.Audience, CampaignHarness.At("2026-06-02 09:00")),
            CampaignHarness.Cancel);
        for (var crash = 1; ; crash++)
        {
            harness.Store.CrashAt(200 * crash, afterwards);
            try
            {
                while (await harness.Services.Sweeper.RunOneAsync(CampaignHarness.Cancel))
                {
                }

                break;
            }
            catch (StoreUnavailableException)
            {
                harness.Store.Restart();
            }
        }

        harness.Store.Restart();
        for (var i = 0; i < customers; i++)
            Assert.Single((await harness.RecordAsync($"c{i}")).Past.Recent);
    }

    [Fact]
    public async Task Sweep_ByTwoProcessesAtOnce_EveryCustomerEntersOnceAndNothingStaysOpen()
    {
        const int customers = 410; // three pages
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00",
                SampleJourneys.Of("morning", """{ "id": "p", "publish": { "type": "x" } }""",
            entry: """{ "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "reentry": "afterExit" }"""));
        for (var i = 0; i < customers; i++)
            await harness.SendEventAsync($"c{i}", "customer.updated", ("name", "x"));
        await harness.Services.Sweeps.OrderAsync(new Sweep(new("morning"), SweepKind.Audience, CampaignHarness.At("2026-06-02 09:00")),
            CampaignHarness.Cancel);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var sweeper = new Sweeper(harness.Services.Sweeps, harness.Services.Directory, harness.Runner, harness.Services.Work,
                harness.Services.Incidents);
            while (await sweeper.RunOneAsync(CampaignHarness.Cancel))
            {
            }
        }, CampaignHarness.Cancel)));

        Assert.Empty(await harness.Services.Sweeps.OpenAsync(CampaignHarness.Cancel));
        for (var i = 0; i < customers; i++)
            Assert.Single((await harness.RecordAsync($"c{i}")).Past.Recent);
    }

    [Fact]
    public async Task DateComesWithinReach_DuringACrash_TheMessageIsNotLost()
    {
        var story = SampleJourneys.Of("soon", SampleJourneys.Send("s"),
            entry: """{ "before": { "date": "policy.expires_on", "by": "P10D" }, "key": ["policy.id"] }""");
        for (var call = 1; call <= 25; call++)
        {
            await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", story);
            await harness.AddCustomerAsync();
            await harness.SendPolicyAsync(expires: "2026-06-30");
            harness.Store.CrashAt(call, afterwards: false);
            while (true)
            {
                try
                {
                    await harness.RunToAsync("2026-07-30 00:00");
                    break;
                }
                catch (StoreUnavailableException)
                {
                    harness.Store.Restart();
                }
            }

            Assert.Single(harness.Provider.Delivered);
            Assert.Equal(["2026-06-20 00:00 entered"], await harness.TimelineAsync("ann", "entered"));
        }
    }
}
