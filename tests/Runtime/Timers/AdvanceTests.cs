using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using NodaTime;

namespace Campaigns.Runtime.Tests.Timers;

/// <summary>
/// A timer service that keeps one timer for each enrollment asks for the next, and gets it from the record however often it asks.
/// </summary>
public sealed class AdvanceTests
{
    private static readonly string Waiting = SampleJourneys.Of("hello", $$"""
        { "id": "w", "wait": "P1D" }, {{SampleJourneys.Send("s")}}, { "id": "e", "waitFor": { "events": [ "claim.opened" ] } }
        """);

    [Fact]
    public async Task Advance_Twice_ReturnsTheSame_AndNoTimerAtTheEnd()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        var enrollment = Assert.Single((await harness.RecordAsync()).Enrollments.Keys);

        Assert.Equal(CampaignHarness.At("2026-06-02 12:00"), await NextAsync(harness, enrollment));
        Assert.Equal(CampaignHarness.At("2026-06-02 12:00"), await NextAsync(harness, enrollment));
        await harness.RunToAsync("2026-06-02 12:00");
        Assert.Null(await NextAsync(harness, enrollment));
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task Advance_MessageDeferred_ReturnsItsInstant()
    {
        var policy = CampaignHarness.NoLimits with { Gap = PausableLibrary.ShippedPolicy.Gap };
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", policy, new RecordingProvider(), SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "one"));
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "two"));
        var waiting = Assert.Single((await harness.RecordAsync()).Ledger.Entries, entry => entry.At > harness.Time.Now);

        Assert.Equal(waiting.At, await NextAsync(harness, waiting.Enrollment));
    }

    [Fact]
    public async Task Advance_Paused_ReturnsNoTimer()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        harness.Library.Set("hello", JourneyStatus.Paused);

        Assert.Null(await NextAsync(harness, Assert.Single((await harness.RecordAsync()).Enrollments.Keys)));
    }

    [Fact]
    public async Task OverdueAndItsVersionUnknown_IsAskedForAfterAPause()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        harness.Library.HidesVersions = true;
        harness.Time.MoveTo(CampaignHarness.At("2026-06-03 12:00"));

        Assert.Equal(CampaignHarness.At("2026-06-03 12:01"),
            await NextAsync(harness, Assert.Single((await harness.RecordAsync()).Enrollments.Keys)));
    }

    [Fact]
    public async Task Answered_TheNextAlarm_IsNotSetBesides()
    {
        await using var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", SampleJourneys.Of("hello", """{ "id": "a", "wait": "P1D" }, { "id": "b", "wait": "P2D" }"""));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        var enrollment = Assert.Single((await harness.RecordAsync()).Enrollments.Keys);
        harness.Time.MoveTo(CampaignHarness.At("2026-06-02 12:00"));

        Assert.Equal(CampaignHarness.At("2026-06-04 12:00"), await NextAsync(harness, enrollment));
        var set = await new TimerTable(harness.Store).DueAsync(CampaignHarness.At("2026-07-01 12:00"), 100, CampaignHarness.Cancel);
        Assert.DoesNotContain(set, alarm =>
            alarm.Timer.Enrollment == enrollment && alarm.Timer.At > CampaignHarness.At("2026-06-02 12:00"));
    }

    private static async Task<Instant?> NextAsync(CampaignHarness harness, EnrollmentId enrollment) =>
        await harness.Runner.AdvanceAsync(new("ann"), enrollment, CampaignHarness.Cancel);
}
