using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Concurrency;

/// <summary>How many journeys a customer is in at the same time.</summary>
public sealed class ConcurrencyTests
{
    private static ContactPolicy AtMost(int limit, WhenOutranked then = WhenOutranked.Pause, params string[] categories) =>
        CampaignHarness.NoLimits with { Exempt = ["service"], Concurrency = new(limit, [.. categories], then) };

    /// <summary>
    /// A journey that waits to be sent, entered by <c>gift.requested</c> with its name, left by <c>claim.closed</c> with its name.
    /// </summary>
    private static string JourneyJson(string id, int priority, string category = "renewal", string more = "") => $$"""
        { "id": "{{id}}", "name": "Test", "category": "{{category}}", "priority": {{priority}}, {{more}}
          "entry": { "on": "gift.requested", "where": "event.gift_id == '{{id}}'", "reentry": "afterExit" },
          "exit": [ { "on": "gift.claimed", "where": "event.gift_id == '{{id}}'", "outcome": "left" } ],
          "steps": [ { "id": "w", "wait": "P300D" } ] }
        """;

    private static Task EnterAsync(CampaignHarness harness, string journey, string customer = "ann") =>
        harness.SendEventAsync(customer, "gift.requested", ("gift_id", journey));

    private static Task LeaveAsync(CampaignHarness harness, string journey, string customer = "ann") =>
        harness.SendEventAsync(customer, "gift.claimed", ("gift_id", journey));

    private static async Task<string> ActiveAsync(CampaignHarness harness, string customer = "ann") =>
        string.Join(' ', (await harness.RecordAsync(customer)).Enrollments.Values.Where(e => !e.Held).Select(e => e.Journey.Value).Order());

    [Fact]
    public async Task Concurrency_BetterOneComes_TheWorstIsHeld_AndGoesOnWhenThereIsRoom()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", AtMost(2), new RecordingProvider(), JourneyJson("low", 10),
                JourneyJson("mid", 50), JourneyJson("high", 90), JourneyJson("notice", 0, "service"));
        foreach (var journey in (string[])["low", "mid", "high", "notice"])
            await EnterAsync(harness, journey);

        Assert.Equal("high mid notice", await ActiveAsync(harness));
        await LeaveAsync(harness, "high");
        Assert.Equal("low mid notice", await ActiveAsync(harness));
        Assert.Equal(["2026-06-01 12:00 held outranked", "2026-06-01 12:00 held resumed"], await harness.TimelineAsync("ann", "held"));
    }

    [Theory]
    [InlineData(WhenOutranked.Pause, "high mid", "low")]
    [InlineData(WhenOutranked.End, "high mid", "")]
    [InlineData(WhenOutranked.Refuse, "low mid", "")]
    public async Task Concurrency_WhenOutranked_DecidesAboutTheActiveEnrollment(WhenOutranked then, string interpreter, string held)
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", AtMost(2, then), new RecordingProvider(), JourneyJson("low", 10),
                JourneyJson("mid", 50), JourneyJson("high", 90));
        foreach (var journey in (string[])["low", "mid", "high"])
            await EnterAsync(harness, journey);

        Assert.Equal(interpreter, await ActiveAsync(harness));
        Assert.Equal(held,
            string.Join(' ', (await harness.RecordAsync()).Enrollments.Values.Where(e => e.Held).Select(e => e.Journey.Value)));
    }

    [Fact]
    public async Task Group_ActiveWithRefuse_Stays_AndTheBetterNewcomerWaits()
    {
        const string stays = "\"exclusive\": { \"group\": \"g\", \"whenOutranked\": \"refuse\" },";
        const string waits = "\"exclusive\": { \"group\": \"g\" },";
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", JourneyJson("low", 10, more: stays), JourneyJson("high", 90, more: waits));
        await EnterAsync(harness, "low");
        await EnterAsync(harness, "high");

        Assert.Equal("low", await ActiveAsync(harness));
        await LeaveAsync(harness, "low");
        Assert.Equal("high", await ActiveAsync(harness));
        await EnterAsync(harness, "low");
        Assert.Equal("high", await ActiveAsync(harness));
        Assert.Single((await harness.RecordAsync()).Enrollments);
    }

    [Fact]
    public async Task HeldByTwoLimits_GoesOnOnlyWhenBothHaveRoom()
    {
        const string group = "\"exclusive\": { \"group\": \"g\" },";
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", AtMost(2), new RecordingProvider(), JourneyJson("a", 80, more: group),
                JourneyJson("b", 70), JourneyJson("c", 60), JourneyJson("low", 10, more: group));
        foreach (var journey in (string[])["a", "b", "c", "low"])
            await EnterAsync(harness, journey);

        await LeaveAsync(harness, "a"); // c takes the place of the policy
        Assert.Equal("b c", await ActiveAsync(harness));
        await LeaveAsync(harness, "b");
        Assert.Equal("c low", await ActiveAsync(harness));
    }

    [Theory]
    [InlineData("\"pace\": { \"perMinute\": 1 },", "")] // its message waits for its turn
    [InlineData("", ", \"await\": \"delivered\"")] // its message is on the queue
    public async Task Held_WhileItsMessageWaits_IsScheduledAgainWhenResumed(string sendRate, string awaited)
    {
        var low = $$"""
            { "id": "low", "name": "Test", "category": "renewal", "priority": 10, {{sendRate}} "entry": { "on": "app.opened" },
              "exclusive": { "group": "g" }, "steps": [ {{SampleJourneys.Send("s", more: awaited)}}, { "id": "w", "wait": "P300D" } ] }
            """;
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", low,
                JourneyJson("high", 90, more: "\"exclusive\": { \"group\": \"g\" },"));
        foreach (var customer in (string[])["bob", "ann"])
        {
            await harness.AddCustomerAsync(customer);
            await harness.SendEventAsync(customer, "app.opened");
        }

        await EnterAsync(harness, "high");
        await harness.RunToAsync("2026-06-02 12:00");
        Assert.Empty(await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 12:00 released s sms outranked"], await harness.TimelineAsync("ann", "released"));
        await LeaveAsync(harness, "high");
        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Equal(["2026-06-02 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task Holdout_OccupiesASlotLikeAnyOther()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", AtMost(1), new RecordingProvider(),
                JourneyJson("better", 90, more: "\"holdout\": 50,"), JourneyJson("low", 10));
        var held = 0;
        foreach (var customer in Enumerable.Range(0, 30).Select(i => $"c{i}"))
        {
            await EnterAsync(harness, "better", customer);
            await EnterAsync(harness, "low", customer);
            Assert.Equal("better", await ActiveAsync(harness, customer));
            held += (await harness.RecordAsync(customer)).Enrollments.Values.Count(e => e.Holdout);
        }

        Assert.InRange(held, 5, 25);
    }

    [Fact]
    public async Task PolicyIsChanged_TheNextUnitOfWorkHoldsTheSurplus_OrLetsTheHeldGoOn()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", AtMost(3), new RecordingProvider(), JourneyJson("low", 10),
                JourneyJson("mid", 50), JourneyJson("high", 90));
        foreach (var journey in (string[])["low", "mid", "high"])
            await EnterAsync(harness, journey);

        harness.Library.ContactPolicy = AtMost(1);
        await harness.Runner.RebalanceConcurrencyAsync(new("ann"), CampaignHarness.Cancel);
        Assert.Equal("high", await ActiveAsync(harness));
        harness.Library.ContactPolicy = CampaignHarness.NoLimits;
        await harness.Runner.RebalanceConcurrencyAsync(new("ann"), CampaignHarness.Cancel);
        Assert.Equal("high low mid", await ActiveAsync(harness));
    }

    private static readonly ImmutableArray<(string Id, int Priority, string Category, string? Group, string Rule)> Many =
    [
        ("j0", 10, "renewal", null, "pause"), ("j1", 10, "winback", "g", "pause"), ("j2", 20, "renewal", "g", "end"),
        ("j3", 30, "winback", "h", "pause"),
        ("j4", 30, "renewal", "h", "refuse"), ("j5", 40, "renewal", "g", "pause"), ("j6", 50, "winback", null, "pause"),
        ("j7", 60, "service", "h", "pause"),
    ];

    /// <summary>Whoever comes and goes: no limit is exceeded, nobody better is held, and nobody is held while there is room.</summary>
    [Theory]
    [InlineData(WhenOutranked.Pause)]
    [InlineData(WhenOutranked.End)]
    [InlineData(WhenOutranked.Refuse)]
    public async Task WhoeverComesAndGoes_TheLimitsHold_AndOnlyTheWorseAreHeld(WhenOutranked then)
    {
        const int limit = 2;
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", AtMost(limit, then, "renewal", "winback"), new RecordingProvider(),
                [.. Many.Select(j =>
            JourneyJson(j.Id, j.Priority, j.Category, j.Group is null ? ""
                : $"\"exclusive\": {{ \"group\": \"{j.Group}\", \"whenOutranked\": \"{j.Rule}\" }},"))]);
        var customers = 0;
        await Gen.Select(Gen.Bool, Gen.Int[0, Many.Length - 1]).Array[1, 25].SampleAsync(async displacements =>
        {
            var customer = $"c{Interlocked.Increment(ref customers)}";
            foreach (var (enter, which) in displacements)
            {
                harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromMinutes(which % 2)); // some at one instant
                await (enter ? EnterAsync(harness, Many[which].Id, customer) : LeaveAsync(harness, Many[which].Id, customer));
                CheckConcurrency([.. (await harness.RecordAsync(customer)).Enrollments.Values], limit, then);
            }
        }, iter: 60, threads: 1);
    }

    private static void CheckConcurrency(IReadOnlyList<EnrollmentRecord> enrollments, int limit, WhenOutranked then)
    {
        var active = enrollments.Where(e => !e.Held).ToList();
        List<EnrollmentRecord> Counted() => [.. active.Where(e => Of(e).Category != "service")];
        List<EnrollmentRecord> Group(string name) => [.. active.Where(e => Of(e).Group == name)];
        Assert.InRange(Counted().Count, 0, limit);
        Assert.InRange(Group("g").Count, 0, 1);
        Assert.InRange(Group("h").Count, 0, 1);
        foreach (var held in enrollments.Where(e => e.Held))
        {
            // One of its limits is full of those that are no worse, or that are left alone.
            var byGroup = Of(held).Group is { } name && Group(name).Exists(other => Of(other).Rule == "refuse" || NoWorse(other, held));
            var byPolicy = Of(held).Category != "service" && Counted() is var counted && counted.Count == limit
                && counted.TrueForAll(other => then == WhenOutranked.Refuse || NoWorse(other, held));
            Assert.True(byGroup || byPolicy,
                $"{held.Journey} is held without need beside {string.Join(", ", active.Select(e => e.Journey))}");
        }
    }

    private static bool NoWorse(EnrollmentRecord other, EnrollmentRecord held) =>
        (Of(other).Priority, held.EnteredAt) is var (priority, entered)
        && (priority > Of(held).Priority || (priority == Of(held).Priority && other.EnteredAt <= entered));

    private static (string Id, int Priority, string Category, string? Group, string Rule) Of(EnrollmentRecord enrollment) =>
        Many.Single(j => j.Id == enrollment.Journey.Value);
}
