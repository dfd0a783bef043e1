using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Contacts;

/// <summary>Journeys that want the same customer at the same time.</summary>
public sealed class CollisionTests
{
    private static readonly ContactPolicy Apart = CampaignHarness.NoLimits
        with
    { Gap = new ContactGap(Duration.FromHours(24), []), LookAhead = Duration.FromDays(7) };
    private static readonly ContactPolicy Nights = Apart
        with
    { QuietHours = [new QuietHours([Channel.Sms], [], new LocalTime(21, 0), new LocalTime(9, 0), Duration.Zero)] };

    private static string Low(string more = "", string steps = "") =>
        SampleJourneys.Of("low", SampleJourneys.Send("s", more: more) + steps, "\"priority\": 20,",
            """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static string High(string steps) => SampleJourneys.Of("high", steps, "\"priority\": 80,", """{ "on": "claim.opened" }""");

    private static string Countdown => """
        { "id": "count", "name": "Test", "category": "renewal", "priority": 80, "entry": { "before": { "date": "policy.expires_on", "by": "P90D" }, "key": ["policy.id"] },
          "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ],
          "steps": [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [ { "before": "P30D", "steps": [ { "id": "d30", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] } ] } } ] }
        """;

    private static async Task<CampaignHarness> WithAsync(string at, ContactPolicy policy, params string[] journeys)
    {
        var harness = await CampaignHarness.StartAsync(at, policy, new RecordingProvider(), journeys);
        await harness.AddCustomerAsync();
        return harness;
    }

    [Fact]
    public async Task QueuedMessage_IsDisplacedByABetterOne_AndSentWhenAllowed()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Apart, Low(), High(SampleJourneys.Send("h")));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a")); // on the queue, not yet taken from it
        await harness.SendEventAsync("ann", "claim.opened");

        await harness.RunToAsync("2026-06-10 00:00");

        Assert.Equal(["2026-06-01 12:00 sent h sms", "2026-06-02 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 12:00 bumped s sms outranked:high"],
            await harness.TimelineAsync("ann", "bumped", "deferred", "released"));
    }

    [Fact]
    public async Task Bumped_TimelineHasByWhomAndUntilWhen()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Apart, Low(), High(SampleJourneys.Send("h")));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));
        await harness.SendEventAsync("ann", "claim.opened");

        var timelineEvents = new List<TimelineEvent>();
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel))
            timelineEvents.Add(timelineEvent);
        var bumped = timelineEvents.Single(timelineEvent => timelineEvent.Kind == TimelineEventKind.Bumped);

        Assert.Equal(CampaignHarness.At("2026-06-02 12:00").ToString(), bumped.Detail!.Text("until"));
        Assert.Equal([timelineEvents.Last(timelineEvent => timelineEvent.Kind == TimelineEventKind.Reserved).Message!.Value.Value],
            bumped.Detail["used"] as IReadOnlyList<string>);
    }

    [Fact]
    public async Task BumpedPastItsDeadline_EndsWithThatReason_AndSignalsItsJourney()
    {
        var steps =
            $$""", { "id": "b", "branch": [ { "when": "steps.s.status == 'failed'", "then": [ {{SampleJourneys.Send("f", "\"email\"")}} ] } ] }""";
        await using var harness = await WithAsync("2026-06-01 12:00", Apart with { Gap = Apart.Gap! with { Categories = ["renewal"] } },
            Low(""", "deadline": "PT12H", "await": "delivered" """, steps), High(SampleJourneys.Send("h")));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));
        await harness.SendEventAsync("ann", "claim.opened");

        await harness.RunToAsync("2026-06-03 00:00");

        Assert.Equal(["2026-06-01 12:00 released s sms outranked:high"], await harness.TimelineAsync("ann", "bumped", "released"));
        Assert.Equal(["2026-06-01 12:00 sent h sms", "2026-06-02 12:00 sent f email"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task PlannedMilestone_KeepsItsSlot_LowerPriorityGoesAfterIt()
    {
        await using var harness = await WithAsync("2026-11-30 15:00", Apart, Countdown, Low());
        await harness.SendPolicyAsync(expires: "2026-12-31"); // thirty days before: tomorrow, 10:00
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));

        await harness.RunToAsync("2026-12-10 00:00");

        Assert.Equal(["2026-12-01 10:00 sent d30 sms", "2026-12-02 10:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-11-30 15:00 deferred s sms outranked:count"], await harness.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task PlannedMilestone_MovesWithItsDate()
    {
        await using var harness = await WithAsync("2026-11-30 15:00", Apart, Countdown, Low());
        await harness.SendPolicyAsync(expires: "2026-12-31");
        await harness.SendPolicyAsync(expires: "2027-01-15");
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));

        await harness.RunToAsync("2026-12-01 00:00");

        Assert.Equal(["2026-11-30 15:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlannedMilestone_OfAJourneyLeftOrPaused_KeepsNoSlot(bool left)
    {
        await using var harness = await WithAsync("2026-11-30 15:00", Apart, Countdown, Low());
        await harness.SendPolicyAsync();
        if (left)
            await harness.SendPolicyAsync(type: "policy.renewed");
        else
            harness.Library.Set("count", JourneyStatus.Paused);
        await harness.SendEventAsync("ann", "app.opened", ("screen", "a"));

        await harness.RunToAsync("2026-12-01 00:00");

        Assert.Equal(["2026-11-30 15:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task DeferredByQuietHours_KeepsItsSlotAgainstLowerPriority()
    {
        await using var harness =
            await WithAsync("2026-06-01 22:00", Nights,
                SampleJourneys.Of("low", SampleJourneys.Send("s", "\"email\""), "\"priority\": 20,"), High(SampleJourneys.Send("h")));
        await harness.SendEventAsync("ann", "claim.opened"); // by text: not before nine
        await harness.SendEventAsync("ann", "app.opened"); // by e-mail, which could go at night

        await harness.RunToAsync("2026-06-10 00:00");

        Assert.Equal(["2026-06-02 09:00 sent h sms", "2026-06-03 09:00 sent s email"], await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 22:00 deferred h sms quiet-hours", "2026-06-01 22:00 deferred s email outranked:high"],
            await harness.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task EqualPriority_FirstReservedStays_AndNoneIsLost()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Apart, Low());
        for (var i = 0; i < 5; i++)
            await harness.SendEventAsync("ann", "app.opened", ("screen", $"{i}"));

        await harness.RunToAsync("2026-06-20 00:00");

        Assert.Equal(
            ["2026-06-01 12:00 sent s sms", "2026-06-02 12:00 sent s sms", "2026-06-03 12:00 sent s sms", "2026-06-04 12:00 sent s sms",
                "2026-06-05 12:00 sent s sms"],
            await harness.TimelineAsync("ann", "sent"));
        Assert.Empty(await harness.TimelineAsync("ann", "bumped", "released"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(64)]
    public async Task Case14_ManyAtOnce_ExactlyTheLimitIsReserved_TheOthersHaveReasonAndInstant(int limit)
    {
        var policy = CampaignHarness.NoLimits
            with
        { Caps = [new FrequencyCap("month", limit, new CapWindow.Rolling(Duration.FromDays(5)))] };
        await using var harness = await WithAsync("2026-06-01 12:00", policy, SampleJourneys.Hello);

        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = CampaignHarness.Cancel },
            async (i, _) => await harness.SendEventAsync("ann", "app.opened", ("screen", $"{i}")));

        Assert.Equal(limit, (await harness.RecordAsync()).Ledger.Entries.Count(entry => entry.Counts));
        Assert.Equal(limit, (await harness.TimelineAsync("ann", "reserved")).Count);
        var others = await harness.TimelineAsync("ann", "deferred", "refused");
        Assert.Equal(64 - limit, others.Count);
        Assert.All(others, line => Assert.EndsWith("cap:month", line, StringComparison.Ordinal));
    }
}
