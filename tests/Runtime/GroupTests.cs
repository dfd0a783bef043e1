using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

public sealed class GroupTests
{
    private static string Member(string id, int priority, string on, string steps, string outranked = "pause") => $$"""
        { "id": "{{id}}", "name": "Test", "category": "renewal", "priority": {{priority}}, "entry": { "on": "{{on}}" },
          "exclusive": { "group": "g", "whenOutranked": "{{outranked}}" }, "exit": [ { "on": "policy.{{id}}", "outcome": "left" }, { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ {{steps}} ] }
        """;

    private const string Long = """{ "id": "w", "wait": "P10D" }""";

    private static async Task<World> WithAsync(params string[] journeys)
    {
        var world = await World.AtAsync("2026-06-01 12:00", journeys);
        await world.MeetAsync();
        return world;
    }

    [Fact]
    public async Task BetterOneComes_TheOtherIsHeld_AndGoesOnWhenItEnds_ThoughItsAlarmRangMeanwhile()
    {
        await using var world = await WithAsync(
            Member("low", 10, "app.opened", $$"""{ "id": "w", "wait": "P2D" }, {{Stories.Send("s")}}"""), Member("high", 90, "claim.opened", Long));
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("ann", "claim.opened");

        await world.RunToAsync("2026-06-20 00:00");

        Assert.Equal(["2026-06-11 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 12:00 held outranked", "2026-06-11 12:00 held resumed"], await world.TimelineAsync("ann", "held"));
    }

    [Fact]
    public async Task EntersWhileABetterOneRuns_IsHeldFromTheStart()
    {
        await using var world = await WithAsync(Member("low", 10, "app.opened", Stories.Send("s")), Member("high", 90, "claim.opened", Long));
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "app.opened");

        await world.RunToAsync("2026-06-20 00:00");

        Assert.Equal(["2026-06-11 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData("end")]
    [InlineData("refuse")]
    public async Task EntersWhileABetterOneRuns_AndWouldNotWait_DoesNotEnter(string outranked)
    {
        await using var world = await WithAsync(Member("low", 10, "app.opened", Stories.Send("s"), outranked), Member("high", 90, "claim.opened", Long));
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "app.opened");

        Assert.Single(await world.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task OneIsEndedByANewcomer_AThirdThatWasHeldStaysHeld()
    {
        await using var world = await WithAsync(
            Member("low", 10, "app.opened", Stories.Send("s")), Member("mid", 50, "claim.opened", Long, "end"), Member("high", 90, "claim.closed", Long));
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("ann", "claim.closed");

        Assert.Single((await world.RecordAsync()).Enrollments.Values, enrollment => !enrollment.Held);
        await world.RunToAsync("2026-06-05 00:00");
        Assert.Empty(world.Phone.Calls);
        await world.RunToAsync("2026-06-20 00:00");
        Assert.Equal(["2026-06-11 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task OneEventEndsTheBetterAndConcernsTheHeld_TheHeldGoesOnAndHearsIt()
    {
        var low = Member("low", 10, "app.opened", $$"""{ "id": "w", "waitFor": { "events": [ "policy.high" ], "timeout": "P30D" } }, {{Stories.Send("s")}}""");
        await using var world = await WithAsync(low, Member("high", 90, "claim.opened", Long));
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "policy.high", ("policy_id", "P1"));

        Assert.DoesNotContain((await world.RecordAsync()).Enrollments.Values, enrollment => enrollment.Held);
        await world.SettleAsync();
        Assert.Equal(["2026-06-01 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task OneEventEndsThemAll_NothingIsSent()
    {
        await using var world = await WithAsync(Member("low", 10, "app.opened", Stories.Send("s")), Member("high", 90, "claim.opened", Long));
        await world.TellAsync("ann", "claim.opened");
        await world.TellAsync("ann", "app.opened");
        await world.PolicyAsync(type: "policy.renewed");

        await world.RunToAsync("2026-06-20 00:00");
        Assert.Empty((await world.RecordAsync()).Enrollments);
        Assert.True((await world.RecordAsync()).Past.Length == 2 && world.Phone.Calls.Count <= 1);
    }
}
