using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

public sealed class PauseTests
{
    private static async Task<CampaignHarness> OpenedAsync(string steps, ContactPolicy? policy = null)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", policy, new RecordingProvider(),
            SampleJourneys.Of("hello", steps));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        return harness;
    }

    private static async Task ResumeAsync(CampaignHarness harness)
    {
        harness.Library.Set("hello", JourneyStatus.Published);
        await harness.Runner.ResumeAsync(new("hello"), new("ann"), CampaignHarness.Cancel);
    }

    [Fact]
    public async Task Paused_WaitRunsOut_NothingIsSentUntilItIsResumed()
    {
        await using var harness = await OpenedAsync($$"""{ "id": "w", "wait": "P1D" }, {{SampleJourneys.Send("s")}}""");
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.RunToAsync("2026-06-10 12:00");
        Assert.Empty(harness.Provider.Calls);

        await ResumeAsync(harness);
        await harness.RunDueAsync();

        Assert.Equal(["2026-06-10 12:00 sent s sms", "2026-06-10 12:00 ended completed"],
            (await harness.TimelineAsync("ann", "sent", "ended")).OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Paused_MessageQueued_GoesOutOnResume_AlsoOfAnEnrollmentThatIsOver()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Send("s"));
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.RunToAsync("2026-06-02 12:00");
        Assert.Empty(harness.Provider.Calls);

        await ResumeAsync(harness);
        await harness.RunDueAsync();

        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task Paused_ResumedBeforeTheWaitRanOut_GoesOnAtItsTime()
    {
        await using var harness = await OpenedAsync($$"""{ "id": "w", "wait": "P5D" }, {{SampleJourneys.Send("s")}}""");
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.RunToAsync("2026-06-02 12:00");
        await ResumeAsync(harness);

        await harness.RunToAsync("2026-06-20 12:00");

        Assert.Equal(["2026-06-06 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task Paused_AwaitedEventComes_IsRememberedAndCounts()
    {
        await using var harness = await OpenedAsync($$"""
            { "id": "w", "waitFor": { "events": [ { "on": "claim.opened", "then": [ {{SampleJourneys.Send("s")}} ] } ], "timeout": "P30D" } }
            """);
        await harness.RunDueAsync();
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.RunToAsync("2026-06-02 12:00");
        Assert.Empty(harness.Provider.Calls);

        await ResumeAsync(harness);
        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Equal(["2026-06-02 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task Paused_ExitEvent_Exits()
    {
        await using var harness = await OpenedAsync("""{ "id": "w", "wait": "P5D" }""");
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.SendPolicyAsync(type: "policy.renewed");

        Assert.Equal(["2026-06-01 12:00 exited renewed"], await harness.TimelineAsync("ann", "exited"));
    }
}
