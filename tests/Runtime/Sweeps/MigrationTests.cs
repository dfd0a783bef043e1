using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Migration;
using Campaigns.Model;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Sweeps;

/// <summary>Those inside are moved to another version in the background: each once, whoever dies, and nothing goes twice.</summary>
public sealed class MigrationTests
{
    private static readonly JourneyId Id = new("walk");

    private static string Journey(string steps, string more = "") => SampleJourneys.Of("walk", steps, more);

    private static string Wait(string id, string time = "P5D") => $$"""{ "id": "{{id}}", "wait": "{{time}}" }""";

    private static MigrationRules Map(string old, string target) =>
        new() { Map = ImmutableSortedDictionary<string, string>.Empty.Add(old, target) };

    private static async Task<LibraryHost> StartAsync(CampaignHarness harness, string steps)
    {
        var host = new LibraryHost(harness, Id);
        await host.Library.SaveContactPolicyAsync("""{ "timeZone": "Asia/Taipei" }"""u8.ToArray(), CampaignHarness.Cancel);
        await host.PublishAsync(Journey(steps));
        return host;
    }

    private static async Task EnterAsync(CampaignHarness harness, LibraryHost host, string customer)
    {
        await harness.AddCustomerAsync(customer);
        await host.Runner.HandleAsync(harness.Event(customer, "app.opened"), CampaignHarness.Cancel);
    }

    private static async Task MigrateAsync(LibraryHost host, MigrationRules? rules = null, int from = 1, int to = 2)
    {
        Assert.True((await host.Library.MigrateAsync(Id, new Migration(from, to, rules ?? new()), CampaignHarness.Cancel)).Succeeded);
        await host.SweepAsync();
    }

    private static async Task<string> StateAsync(CampaignHarness harness, string customer)
    {
        var enrollment = (await harness.RecordAsync(customer)).Enrollments.Values.SingleOrDefault();
        return enrollment is null ? "over" : $"v{enrollment.Version} {enrollment.State.At} {(enrollment.WakeAt is { } at ? at.InZone(CampaignHarness.Zone).Date.ToString("MM-dd", null) : "")}".TrimEnd();
    }

    /// <summary>Hands over what lies in the queues.</summary>
    private static async Task DeliverAsync(CampaignHarness harness, LibraryHost host, string customer = "ann")
    {
        var deliveries = new DeliveryService(host.Runner);
        foreach (var entry in (await harness.RecordAsync(customer)).Ledger.Entries.Where(entry => entry.Status == ContactStatus.Reserved))
        {
            var request = new MessageRequest(entry.Channel, new(customer), entry.Message) { Stamp = DispatchStamp.Of(entry) };
            var opened = Assert.IsType<DeliveryDecision.Send>(await deliveries.OpenAsync(request, 1, repeatable: true, CampaignHarness.Cancel));
            var begun = Assert.IsType<DeliveryDecision.Send>(await deliveries.BeginAsync(opened.Order, 1, repeatable: true, CampaignHarness.Cancel));
            await deliveries.SettleAsync(begun.Order, new(DeliveryStatus.Sent), CampaignHarness.Cancel);
        }
    }

    /// <summary>Lets the clock run by days, doing what is due.</summary>
    private static async Task RunToAsync(CampaignHarness harness, LibraryHost host, string local)
    {
        var until = CampaignHarness.At(local);
        while (await harness.Services.Timers.NextAsync(CampaignHarness.Cancel) is { } next && next <= until)
        {
            harness.Time.MoveTo(Instant.Max(next, harness.Time.Now));
            await host.RunDueAsync();
        }

        harness.Time.MoveTo(until);
    }

    [Fact]
    public async Task Moved_GoesOnByTheNewVersion_AndTheTimelineTellsIt()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = await StartAsync(harness, $"{SampleJourneys.Send("a")}, {Wait("w")}, {SampleJourneys.Send("b")}");
        await EnterAsync(harness, host, "ann");
        await host.PublishAsync(Journey($"{SampleJourneys.Send("a")}, {Wait("w")}, {SampleJourneys.Send("c", "\"email\"")}"));
        Assert.Equal("v1 w 06-06", await StateAsync(harness, "ann"));
        await DeliverAsync(harness, host);

        await MigrateAsync(host);
        Assert.Equal("v2 w 06-06", await StateAsync(harness, "ann"));
        await MigrateAsync(host); // again: nobody is on the old one any more
        await RunToAsync(harness, host, "2026-06-07 12:00");

        Assert.Equal("over", await StateAsync(harness, "ann"));
        Assert.Equal(["2026-06-01 12:00 reserved a sms", "2026-06-01 12:00 migrated w", "2026-06-06 12:00 reserved c email"],
            await harness.TimelineAsync("ann", "reserved", "migrated"));
    }

    [Fact]
    public async Task StepsInAnotherOrder_WhatWasSentIsNotSentAgain()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = await StartAsync(harness, $"{SampleJourneys.Send("a")}, {Wait("w")}");
        await EnterAsync(harness, host, "ann");
        await DeliverAsync(harness, host);
        await host.PublishAsync(Journey($"{Wait("w")}, {SampleJourneys.Send("a")}, {SampleJourneys.Send("z")}"));
        await MigrateAsync(host);

        await RunToAsync(harness, host, "2026-06-20 12:00");

        Assert.Equal(["2026-06-01 12:00 reserved a sms", "2026-06-06 12:00 reserved z sms"], await harness.TimelineAsync("ann", "reserved"));
    }

    [Fact]
    public async Task MessageOnItsWay_IsWaitedFor_AndMovedTheNextTime()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = await StartAsync(harness, $"{SampleJourneys.Send("a")}, {Wait("w")}");
        await EnterAsync(harness, host, "ann");
        await host.PublishAsync(Journey(Wait("w")));
        await MigrateAsync(host);
        Assert.Equal("v1 w 06-06", await StateAsync(harness, "ann")); // "a" lies in its queue

        var record = await harness.RecordAsync("ann");
        Assert.Equal(["a"], record.UnsentSteps(record.Enrollments.Keys.Single(), withTasks: true).Select(step => step.Value));
        await host.Library.RefreshAsync(CampaignHarness.Cancel);
        await DeliverAsync(harness, host);
        harness.Time.MoveTo(harness.Time.Now + Duration.FromSeconds(1));
        await MigrateAsync(host);
        Assert.Equal("v2 w 06-06", await StateAsync(harness, "ann"));
    }

    [Theory]
    [InlineData(JourneyStatus.Paused)]
    [InlineData(JourneyStatus.Retired)]
    public async Task PausedOrRetired_MovesThemWhereTheyAre(JourneyStatus status)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = await StartAsync(harness, Wait("w"));
        await EnterAsync(harness, host, "ann");
        await host.PublishAsync(Journey($"{Wait("x", "P9D")}, {SampleJourneys.Send("a")}"));
        if (status == JourneyStatus.Paused)
            await host.Library.PauseAsync(Id, CampaignHarness.Cancel);
        else
            await host.Library.RetireAsync(Id, endRunning: false, CampaignHarness.Cancel);
        await host.SweepAsync();
        await MigrateAsync(host, Map("w", "x") with { Waits = ChangedWaits.Follow });
        Assert.Equal("v2 x 06-10", await StateAsync(harness, "ann"));

        await RunToAsync(harness, host, "2026-06-08 12:00");
        if (status == JourneyStatus.Paused)
        {
            harness.Time.MoveTo(CampaignHarness.At("2026-06-20 12:00"));
            await host.Library.ResumeAsync(Id, CampaignHarness.Cancel);
            await host.SweepAsync();
            Assert.Equal(["2026-06-20 12:00 reserved a sms"], await harness.TimelineAsync("ann", "reserved"));
        }
        else
        {
            await RunToAsync(harness, host, "2026-06-11 12:00");
            Assert.Equal(["2026-06-10 12:00 reserved a sms"], await harness.TimelineAsync("ann", "reserved"));
        }
    }

    [Fact]
    public async Task OneCustomerFails_TheOthersAreMoved_AndTheOneLater()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = await StartAsync(harness, Wait("w"));
        foreach (var customer in (string[])["ann", "bob", "eve"])
            await EnterAsync(harness, host, customer);
        await host.PublishAsync(Journey($"{Wait("w")}, {SampleJourneys.Send("a")}"));
        var before = (await harness.Store.FindAsync("customers", "bob", "a", CampaignHarness.Cancel))!;
        await harness.Store.CommitAsync("customers", "bob", [new RowChange.Upsert("a", "{ \"v\": 1, \"ledger\": 7 }"u8.ToArray())], CampaignHarness.Cancel);

        await MigrateAsync(host);
        Assert.Equal(("v2 w 06-06", "v2 w 06-06"), (await StateAsync(harness, "ann"), await StateAsync(harness, "eve")));

        await harness.Store.CommitAsync("customers", "bob", [new RowChange.Upsert("a", before.Body)], CampaignHarness.Cancel);
        harness.Time.MoveTo(harness.Time.Now + Duration.FromMinutes(2));
        await host.RunDueAsync();
        Assert.Equal("v2 w 06-06", await StateAsync(harness, "bob"));
    }

    [Fact]
    public async Task KilledAtEachCall_EveryoneIsMovedOnce()
    {
        var calls = await RunAsync(0, false);
        foreach (var call in calls)
        {
            await RunAsync(call, false);
            await RunAsync(call, true);
        }
    }

    private static async Task<IReadOnlyList<int>> RunAsync(int crashAt, bool afterwards)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = await StartAsync(harness, $"{SampleJourneys.Send("a")}, {Wait("w")}, {SampleJourneys.Send("b")}");
        foreach (var customer in (string[])["ann", "bob"])
        {
            await EnterAsync(harness, host, customer);
            await DeliverAsync(harness, host, customer);
        }

        await host.PublishAsync(Journey($"{Wait("x", "P2D")}, {SampleJourneys.Send("a")}, {SampleJourneys.Send("c")}"));
        harness.Time.MoveTo(harness.Time.Now + Duration.FromHours(1));
        var rules = Map("w", "x") with { Waits = ChangedWaits.Follow };

        var since = harness.Store.Calls;
        if (crashAt > 0)
            harness.Store.CrashAt(crashAt, afterwards);
        await harness.RetryUntilDoneAsync(async () =>
        {
            await MigrateAsync(host, rules);
            Assert.False(harness.Store.HasCrashed && crashAt == 0);
            if (harness.Store.HasCrashed)
                throw new StoreUnavailableException("the process has died"); // told as an incident only
        });
        harness.Store.Restart();
        var points = harness.Store.CrashPoints(since);
        harness.Time.MoveTo(harness.Time.Now + Duration.FromMinutes(2));
        await host.RunDueAsync(); // what failed for one customer
        await MigrateAsync(host, rules);
        await RunToAsync(harness, host, "2026-06-20 12:00");

        foreach (var customer in (string[])["ann", "bob"])
        {
            Assert.Equal("over", await StateAsync(harness, customer));
            Assert.Single(await harness.TimelineAsync(customer, "migrated"));
            Assert.Equal(["2026-06-01 12:00 reserved a sms", "2026-06-03 12:00 reserved c sms"], await harness.TimelineAsync(customer, "reserved"));
        }

        return points;
    }
}
