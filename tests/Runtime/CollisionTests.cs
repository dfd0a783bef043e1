using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>Journeys that want the same customer at the same time.</summary>
public sealed class CollisionTests
{
    private static readonly ContactPolicy Apart = World.NoLimits with { Gap = new ContactGap(Duration.FromHours(24), []), LookAhead = Duration.FromDays(7) };
    private static readonly ContactPolicy Nights = Apart with { QuietHours = [new QuietHours([Channel.Sms], [], new LocalTime(21, 0), new LocalTime(9, 0), Duration.Zero)] };

    private static string Low(string more = "", string steps = "") =>
        Stories.Of("low", Stories.Send("s", more: more) + steps, "\"priority\": 20,", """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static string High(string steps) => Stories.Of("high", steps, "\"priority\": 80,", """{ "on": "claim.opened" }""");

    private static string Countdown => """
        { "id": "count", "name": "Test", "category": "renewal", "priority": 80, "entry": { "before": { "date": "policy.expires_on", "by": "P90D" }, "key": ["policy.id"] },
          "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [ { "before": "P30D", "steps": [ { "id": "d30", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] } ] } } ] }
        """;

    private static async Task<World> WithAsync(string at, ContactPolicy policy, params string[] journeys)
    {
        var world = await World.AtAsync(at, policy, new Phone(), journeys);
        await world.MeetAsync();
        return world;
    }

    [Fact]
    public async Task QueuedMessage_MakesWayForABetterOne_AndGoesWhenItMay()
    {
        await using var world = await WithAsync("2026-06-01 12:00", Apart, Low(), High(Stories.Send("h")));
        await world.TellAsync("ann", "app.opened", ("screen", "a")); // on the queue, not yet taken from it
        await world.TellAsync("ann", "claim.opened");

        await world.RunToAsync("2026-06-10 00:00");

        Assert.Equal(["2026-06-01 12:00 sent h sms", "2026-06-02 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 12:00 bumped s sms outranked:high"], await world.TimelineAsync("ann", "bumped", "deferred", "released"));
    }

    [Fact]
    public async Task Bumped_TheFactSaysByWhomAndUntilWhen()
    {
        await using var world = await WithAsync("2026-06-01 12:00", Apart, Low(), High(Stories.Send("h")));
        await world.TellAsync("ann", "app.opened", ("screen", "a"));
        await world.TellAsync("ann", "claim.opened");

        var facts = new List<Fact>();
        await foreach (var fact in world.Engine.Customers.ReadTimelineAsync(new("ann"), World.Cancel))
            facts.Add(fact);
        var bumped = facts.Single(fact => fact.Kind == FactKind.Bumped);

        Assert.Equal(World.At("2026-06-02 12:00").ToString(), bumped.Detail!.Text("until"));
        Assert.Equal([facts.Last(fact => fact.Kind == FactKind.Reserved).Message!.Value.Value], bumped.Detail["used"] as IReadOnlyList<string>);
    }

    [Fact]
    public async Task BumpedPastItsDeadline_EndsWithThatReason_AndItsJourneyIsTold()
    {
        var steps = $$""", { "id": "b", "branch": [ { "when": "steps.s.status == 'failed'", "then": [ {{Stories.Send("f", "\"email\"")}} ] } ] }""";
        await using var world = await WithAsync("2026-06-01 12:00", Apart with { Gap = Apart.Gap! with { Categories = ["renewal"] } },
            Low(""", "deadline": "PT12H", "await": "delivered" """, steps), High(Stories.Send("h")));
        await world.TellAsync("ann", "app.opened", ("screen", "a"));
        await world.TellAsync("ann", "claim.opened");

        await world.RunToAsync("2026-06-03 00:00");

        Assert.Equal(["2026-06-01 12:00 released s sms outranked:high"], await world.TimelineAsync("ann", "bumped", "released"));
        Assert.Equal(["2026-06-01 12:00 sent h sms", "2026-06-02 12:00 sent f email"], await world.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task PlannedRung_KeepsItsPlace_TheLowerGoesAfterIt()
    {
        await using var world = await WithAsync("2026-11-30 15:00", Apart, Countdown, Low());
        await world.PolicyAsync(expires: "2026-12-31"); // thirty days before: tomorrow, 10:00
        await world.TellAsync("ann", "app.opened", ("screen", "a"));

        await world.RunToAsync("2026-12-10 00:00");

        Assert.Equal(["2026-12-01 10:00 sent d30 sms", "2026-12-02 10:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-11-30 15:00 deferred s sms outranked:count"], await world.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task PlannedRung_MovesWithItsDate()
    {
        await using var world = await WithAsync("2026-11-30 15:00", Apart, Countdown, Low());
        await world.PolicyAsync(expires: "2026-12-31");
        await world.PolicyAsync(expires: "2027-01-15");
        await world.TellAsync("ann", "app.opened", ("screen", "a"));

        await world.RunToAsync("2026-12-01 00:00");

        Assert.Equal(["2026-11-30 15:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlannedRung_OfAJourneyLeftOrPaused_KeepsNoPlace(bool left)
    {
        await using var world = await WithAsync("2026-11-30 15:00", Apart, Countdown, Low());
        await world.PolicyAsync();
        if (left)
            await world.PolicyAsync(type: "policy.renewed");
        else
            world.Shelf.Set("count", JourneyStatus.Paused);
        await world.TellAsync("ann", "app.opened", ("screen", "a"));

        await world.RunToAsync("2026-12-01 00:00");

        Assert.Equal(["2026-11-30 15:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task PutOffByTheNight_ItKeepsItsPlaceAgainstLowerOnes()
    {
        await using var world = await WithAsync("2026-06-01 22:00", Nights, Stories.Of("low", Stories.Send("s", "\"email\""), "\"priority\": 20,"), High(Stories.Send("h")));
        await world.TellAsync("ann", "claim.opened"); // by text: not before nine
        await world.TellAsync("ann", "app.opened"); // by e-mail, which could go at night

        await world.RunToAsync("2026-06-10 00:00");

        Assert.Equal(["2026-06-02 09:00 sent h sms", "2026-06-03 09:00 sent s email"], await world.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 22:00 deferred h sms quiet-hours", "2026-06-01 22:00 deferred s email outranked:high"], await world.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task OfEqualRank_WhoReservedFirstStays_AndNobodyIsLost()
    {
        await using var world = await WithAsync("2026-06-01 12:00", Apart, Low());
        for (var i = 0; i < 5; i++)
            await world.TellAsync("ann", "app.opened", ("screen", $"{i}"));

        await world.RunToAsync("2026-06-20 00:00");

        Assert.Equal(
            ["2026-06-01 12:00 sent s sms", "2026-06-02 12:00 sent s sms", "2026-06-03 12:00 sent s sms", "2026-06-04 12:00 sent s sms", "2026-06-05 12:00 sent s sms"],
            await world.TimelineAsync("ann", "sent"));
        Assert.Empty(await world.TimelineAsync("ann", "bumped", "released"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(64)]
    public async Task Case14_ManyAtOnce_ExactlyTheLimitIsReserved_TheOthersHaveReasonAndInstant(int limit)
    {
        var policy = World.NoLimits with { Caps = [new FrequencyCap("month", limit, new CapWindow.Rolling(Duration.FromDays(5)))] };
        await using var world = await WithAsync("2026-06-01 12:00", policy, Stories.Hello);

        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = World.Cancel },
            async (i, _) => await world.TellAsync("ann", "app.opened", ("screen", $"{i}")));

        Assert.Equal(limit, (await world.RecordAsync()).Ledger.Entries.Count(entry => entry.Counts));
        Assert.Equal(limit, (await world.TimelineAsync("ann", "reserved")).Count);
        var others = await world.TimelineAsync("ann", "deferred", "refused");
        Assert.Equal(64 - limit, others.Count);
        Assert.All(others, line => Assert.EndsWith("cap:month", line, StringComparison.Ordinal));
    }
}
