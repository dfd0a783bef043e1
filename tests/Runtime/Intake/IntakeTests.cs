using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Intake;

public sealed class IntakeTests
{
    [Fact]
    public async Task Event_GivenTwice_IsTakenOnce()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        var opened = harness.Event("ann", "app.opened", ("screen", "home"));

        Assert.True(await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
        Assert.False(await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
        await harness.RunDueAsync();
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task Event_GivenSixteenTimesAtOnce_IsTakenOnce()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        var opened = harness.Event("ann", "app.opened", ("screen", "home")); // also the first that is heard of the customer
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => harness.Runner.HandleAsync(opened, CampaignHarness.Cancel).AsTask())));

        Assert.Single(taken, true);
        Assert.Single(await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task Batch_WithOneEventTwice_TakesItOnce()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        var opened = harness.Event("ann", "app.opened", ("screen", "home"));

        Assert.Equal(1, await harness.Runner.HandleAsync([opened, opened], CampaignHarness.Cancel));
        Assert.Equal(1,
            await harness.Runner.HandleAsync([opened, harness.Event("ann", "app.opened", ("screen", "other"))], CampaignHarness.Cancel));
    }

    [Fact]
    public async Task Batch_SendsAndThenExits_SendsNothing()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00",
                SampleJourneys.Of("both", $"{SampleJourneys.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P1D\" }}"));
        await harness.AddCustomerAsync();

        Assert.Equal(2,
            await harness.Runner.HandleAsync(
                [harness.Event("ann", "app.opened"), harness.Event("ann", "policy.renewed", ("policy_id", "P1"))], CampaignHarness.Cancel));
        await harness.RunToAsync("2026-07-01 00:00");
        Assert.Empty(harness.Provider.Calls);
    }

    [Fact]
    public async Task SixtyFourAtOnceUnderACapOfThree_ExactlyThreeAreSent()
    {
        var policy = CampaignHarness.NoLimits with { Caps = [new FrequencyCap("month", 3, new CapWindow.Rolling(Duration.FromDays(30)))] };
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", policy, new RecordingProvider(), SampleJourneys.Hello);
        await harness.AddCustomerAsync();

        await Task.WhenAll(
            Enumerable.Range(0, 64).Select(i => Task.Run(() => harness.SendEventAsync("ann", "app.opened", ("screen", $"s{i}")))));
        await harness.RunToAsync("2026-06-20 00:00");

        Assert.Equal(3, harness.Provider.Delivered.Count);
        Assert.Equal(61,
            (await harness.TimelineAsync("ann", "refused")).Count(line => line.EndsWith("cap:month", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task OddData_WhereAnExpressionMakesNoSense_DoesNotStopTheEvent()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00",
                SampleJourneys.Of("odd", SampleJourneys.Send("s"),
                    """ "goal": { "outcome": "renewed", "value": "event.premium - 1" }, """));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", "P1"), ("premium", "a lot"));

        Assert.NotEmpty(await harness.TimelineAsync("ann", "ended", "exited"));
    }
}
