using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Concurrency;

public sealed class ExclusiveGroupTests
{
    private static string Member(string id, int priority, string on, string steps, string outranked = "pause") => $$"""
        { "id": "{{id}}", "name": "Test", "category": "renewal", "priority": {{priority}}, "entry": { "on": "{{on}}" },
          "exclusive": { "group": "g", "whenOutranked": "{{outranked}}" }, "exit": [ { "on": "policy.{{id}}", "outcome": "left" }, { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ {{steps}} ] }
        """;

    private const string Long = """{ "id": "w", "wait": "P10D" }""";

    private static async Task<CampaignHarness> WithAsync(params string[] journeys)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", journeys);
        await harness.AddCustomerAsync();
        return harness;
    }

    [Fact]
    public async Task BetterEnrollment_HoldsTheOther_UntilItEnds_ThoughItsTimerFiredMeanwhile()
    {
        await using var harness = await WithAsync(
            Member("low", 10, "app.opened", $$"""{ "id": "w", "wait": "P2D" }, {{SampleJourneys.Send("s")}}"""),
            Member("high", 90, "claim.opened", Long));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "claim.opened");

        await harness.RunToAsync("2026-06-20 00:00");

        Assert.Equal(["2026-06-11 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 12:00 held outranked", "2026-06-11 12:00 held resumed"], await harness.TimelineAsync("ann", "held"));
    }

    [Fact]
    public async Task EntersWhileABetterOneRuns_IsHeldFromTheStart()
    {
        await using var harness =
            await WithAsync(Member("low", 10, "app.opened", SampleJourneys.Send("s")), Member("high", 90, "claim.opened", Long));
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "app.opened");

        await harness.RunToAsync("2026-06-20 00:00");

        Assert.Equal(["2026-06-11 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData("end")]
    [InlineData("refuse")]
    public async Task EntersWhileABetterOneRuns_AndWouldNotWait_DoesNotEnter(string outranked)
    {
        await using var harness =
            await WithAsync(Member("low", 10, "app.opened", SampleJourneys.Send("s"), outranked), Member("high", 90, "claim.opened", Long));
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "app.opened");

        Assert.Single(await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task OneIsEndedByANewcomer_AThirdThatWasHeldStaysHeld()
    {
        await using var harness = await WithAsync(
            Member("low", 10, "app.opened", SampleJourneys.Send("s")), Member("mid", 50, "claim.opened", Long, "end"),
            Member("high", 90, "claim.closed", Long));
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "claim.closed");

        Assert.Single((await harness.RecordAsync()).Enrollments.Values, enrollment => !enrollment.Held);
        await harness.RunToAsync("2026-06-05 00:00");
        Assert.Empty(harness.Provider.Calls);
        await harness.RunToAsync("2026-06-20 00:00");
        Assert.Equal(["2026-06-11 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task OneEvent_EndsTheBetterAndConcernsTheHeld_TheHeldResumesAndReceivesIt()
    {
        var low = Member("low", 10, "app.opened",
            $$"""{ "id": "w", "waitFor": { "events": [ "policy.high" ], "timeout": "P30D" } }, {{SampleJourneys.Send("s")}}""");
        await using var harness = await WithAsync(low, Member("high", 90, "claim.opened", Long));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "policy.high", ("policy_id", "P1"));

        Assert.DoesNotContain((await harness.RecordAsync()).Enrollments.Values, enrollment => enrollment.Held);
        await harness.RunDueAsync();
        Assert.Equal(["2026-06-01 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task OneEventEndsThemAll_NothingIsSent()
    {
        await using var harness =
            await WithAsync(Member("low", 10, "app.opened", SampleJourneys.Send("s")), Member("high", 90, "claim.opened", Long));
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendPolicyAsync(type: "policy.renewed");

        await harness.RunToAsync("2026-06-20 00:00");
        Assert.Empty((await harness.RecordAsync()).Enrollments);
        Assert.True((await harness.RecordAsync()).Past.Count == 2 && harness.Provider.Calls.Count <= 1);
    }
}
