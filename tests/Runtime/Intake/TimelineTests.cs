using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>What the timeline tells beside contacts.</summary>
public sealed class TimelineTests
{
    [Fact]
    public async Task UnknownTimeZone_IsWarnedOncePerChange_AndThePolicyZoneIsUsed()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 20:00", PausableLibrary.ShippedPolicy, new RecordingProvider(),
                SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("time_zone", "Mars/Olympus"));
        await harness.SendEventAsync("ann", "customer.updated", ("time_zone", "Mars/Olympus"), ("name", "Ann"));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("time_zone", "Asia/Tokyo"));
        await harness.SendEventAsync("ann", "customer.updated", ("time_zone", "UTC+8"));

        Assert.Equal(
            ["2026-06-01 20:00 warning The time zone 'Mars/Olympus' is unknown; Asia/Taipei is used.",
                "2026-06-01 20:00 warning The time zone 'UTC+8' is unknown; Asia/Taipei is used."],
            await harness.TimelineAsync("ann", "warning"));
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task EventThatEndsAWait_IsRecorded_BeforeWhatFollows()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("hello", $$"""
            { "id": "w", "waitFor": { "events": [ "claim.opened" ], "timeout": "P3D" } }, {{SampleJourneys.Send("s")}}
            """));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "claim.opened"); // concerns nobody any more

        Assert.Equal(["2026-06-01 12:00 event w claim.opened", "2026-06-01 12:00 reserved s sms"],
            await harness.TimelineAsync("ann", "event", "reserved"));
    }

    [Fact]
    public async Task EventBufferedForAWait_IsRecordedOnce()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("hello", """
            { "id": "first", "wait": "P1D" }, { "id": "w", "waitFor": { "events": [ "claim.opened" ], "timeout": "P3D" } }
            """));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        for (var i = 0; i < 5; i++)
            await harness.SendEventAsync("ann", "claim.opened");

        Assert.Equal(["2026-06-01 12:00 event w claim.opened"], await harness.TimelineAsync("ann", "event"));
    }

    [Fact]
    public async Task EventThatEndsAJourney_IsRecorded_AndAReportOnlyOnce()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("hello", $$"""
            {{SampleJourneys.Send("s")}}, { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "s" } ], "timeout": "P3D" } }, { "id": "z", "wait": "P9D" }
            """));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "message.clicked", ("message_id", (await harness.MessageAsync("s")).Value));
        await harness.SendPolicyAsync(type: "policy.renewed");

        Assert.Equal(
            ["2026-06-01 12:00 clicked s sms", "2026-06-01 12:00 event policy.renewed", "2026-06-01 12:00 exited renewed"],
            await harness.TimelineAsync("ann", "event", "clicked", "exited"));
    }
}
