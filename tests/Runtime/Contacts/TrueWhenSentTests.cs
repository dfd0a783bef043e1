using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Contacts;

/// <summary>What a message says must still be so when it goes out.</summary>
public sealed class TrueWhenSentTests
{
    private static readonly ContactPolicy Nights = CampaignHarness.NoLimits
        with
    { QuietHours = [new QuietHours([Channel.Sms], [], new LocalTime(21, 0), new LocalTime(9, 0), Duration.Zero)] };

    private static readonly ContactPolicy NightsAndGap = Nights with { Gap = new ContactGap(Duration.FromHours(24), []) };

    private const string Silence = """
        { "id": "w", "waitFor": { "events": [ { "on": "gift.claimed", "then": [ { "id": "thanks", "publish": { "type": "thanks" } } ] } ],
          "timeout": "PT10M", "onTimeout": [ ONTIMEOUT ] } }, { "id": "z", "end": "done" }
        """;

    private static string Waiting(string onTimeout) =>
        SampleJourneys.Of("hello", Silence.Replace("ONTIMEOUT", onTimeout, StringComparison.Ordinal));

    private static async Task<CampaignHarness> WithAsync(string at, ContactPolicy policy, params string[] journeys)
    {
        var harness = await CampaignHarness.StartAsync(at, policy, new RecordingProvider(), journeys);
        await harness.AddCustomerAsync();
        return harness;
    }

    private static Task<List<string>> OutcomesAsync(CampaignHarness harness) => harness.TimelineAsync(
        "ann", "sent", "deferred", "released", "refused", "published", "ended", "exited");

    [Fact]
    public async Task Gift_VerifiedInTheNight_IsNotAskedToVerifyInTheMorning()
    {
        await using var harness = await WithAsync("2026-06-01 22:30", Nights, "gift-to-paid");
        await harness.SendEventAsync("ann", "gift.requested", ("gift_id", "g1"));
        await harness.RunToAsync("2026-06-01 22:50");
        await harness.SendEventAsync("ann", "gift.phone_verified", ("gift_id", "g1"));
        await harness.RunToAsync("2026-06-01 22:55");
        await harness.SendEventAsync("ann", "gift.claimed", ("gift_id", "g1"));
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Empty(harness.Provider.Delivered);
        Assert.Contains("2026-06-01 22:50 refused verify-sms sms no-longer-so", await OutcomesAsync(harness));
        Assert.Equal("settle", (await harness.RecordAsync()).Enrollments.Values.Single().State.At?.Value);
    }

    [Fact]
    public async Task Gift_ClaimedWhileTheReminderIsPutOff_IsNotReminded()
    {
        await using var harness = await WithAsync("2026-06-01 10:00", NightsAndGap, "gift-to-paid",
            SampleJourneys.Of("other", SampleJourneys.Send("o"), entry: """{ "on": "claim.opened" }"""));
        await harness.SendEventAsync("ann", "gift.requested", ("gift_id", "g1"));
        await harness.SendEventAsync("ann", "gift.phone_verified", ("gift_id", "g1"));
        await harness.RunToAsync("2026-06-03 09:30");
        await harness.SendEventAsync("ann", "claim.opened");
        await harness.RunToAsync("2026-06-03 12:00");
        await harness.SendEventAsync("ann", "gift.claimed", ("gift_id", "g1"));
        await harness.RunToAsync("2026-06-04 09:30");

        Assert.Equal(["2026-06-03 09:30 sent o sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.Contains("2026-06-03 12:00 refused claim-sms sms no-longer-so", await OutcomesAsync(harness));
    }

    [Theory]
    [InlineData(""" { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } """)]
    [InlineData(""" { "id": "d", "wait": "PT20M" }, { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } """)]
    [InlineData(""" { "id": "b", "branch": [ { "when": "true", "then": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] } ] } """)]
    [InlineData("""
        { "id": "x", "waitFor": { "events": [ "app.product_viewed" ], "timeout": "PT5M",
          "onTimeout": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] } }
        """)]
    [InlineData("""
        { "id": "s", "send": { "channels": ["sms"], "template": "winback/last", "await": "delivered", "fallback": true } },
        { "id": "p", "publish": { "type": "reminded" } }
        """)]
    public async Task LateEvent_BeforeTheMessageLeaves_CountsAsInTime(string onTimeout)
    {
        await using var harness = await WithAsync("2026-06-01 22:30", Nights, Waiting(onTimeout));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 22:50");
        await harness.SendEventAsync("ann", "gift.claimed");
        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Empty(harness.Provider.Delivered);
        Assert.Equal(["2026-06-01 22:50 published thanks thanks", "2026-06-01 22:50 ended done"],
            await harness.TimelineAsync("ann", "published", "ended", "sent"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task LateEvent_AfterTheMessageLeft_ChangesNothing()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Nights,
            Waiting(SampleJourneys.Send("s") + """, { "id": "d", "wait": "P1D" }"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");
        await harness.SendEventAsync("ann", "gift.claimed");
        await harness.RunToAsync("2026-06-05 12:00");

        Assert.Equal(["2026-06-01 12:10 sent s sms", "2026-06-02 12:10 ended done"], await OutcomesAsync(harness));
    }

    [Fact]
    public async Task LateEvent_BeforeTheSecondMessage_PreventsTheSecond()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Nights,
            Waiting($$"""{{SampleJourneys.Send("s")}}, { "id": "d", "wait": "P1D" }, {{SampleJourneys.Send("t")}}"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");
        await harness.SendEventAsync("ann", "gift.claimed");
        await harness.RunToAsync("2026-06-05 12:00");

        Assert.Equal(
            ["2026-06-01 12:10 sent s sms", "2026-06-01 13:00 published thanks thanks", "2026-06-01 13:00 ended done"],
            (await OutcomesAsync(harness)).Where(line => !line.Contains("refused", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LateEvent_WhileTheProviderIsAway_WithdrawsTheQueuedMessage_ThoughTheJourneyHasGoneOn()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Nights, provider,
            SampleJourneys.Of("hello", """
                { "id": "w", "waitFor": { "events": [ "gift.claimed" ], "timeout": "PT10M", "onTimeout": [
                  { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] } }, { "id": "later", "wait": "P3D" }
                """));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");
        await harness.SendEventAsync("ann", "gift.claimed");
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-06-05 12:00");

        Assert.Empty(await harness.TimelineAsync("ann", "sent"));
        Assert.Contains(await OutcomesAsync(harness), line => line.EndsWith("released s sms no-longer-so", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LateEvent_DuringAPause_CountsWhenTheJourneyGoesOn()
    {
        await using var harness = await WithAsync("2026-06-01 22:30", Nights, Waiting(SampleJourneys.Send("s")));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 22:50");
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.SendEventAsync("ann", "gift.claimed");
        await harness.RunToAsync("2026-06-02 12:00");
        harness.Library.Set("hello", JourneyStatus.Published);
        await harness.Runner.ResumeAsync(new("hello"), new("ann"), CampaignHarness.Cancel);
        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Empty(harness.Provider.Delivered);
        Assert.Equal(["2026-06-02 12:00 published thanks thanks", "2026-06-02 12:00 ended done"],
            await harness.TimelineAsync("ann", "published", "ended"));
    }

    [Fact]
    public async Task LateEvent_DuringAPause_WithdrawsWhatIsQueued()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Nights, provider,
            Waiting(SampleJourneys.Send("s") + """, { "id": "d", "wait": "P3D" }"""));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");
        harness.Library.Set("hello", JourneyStatus.Paused);
        await harness.SendEventAsync("ann", "gift.claimed");
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-06-01 14:00");
        harness.Library.Set("hello", JourneyStatus.Published);
        await harness.Runner.ResumeAsync(new("hello"), new("ann"), CampaignHarness.Cancel);
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Empty(await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-06-01 14:00 released s sms no-longer-so", "2026-06-01 14:00 published thanks thanks", "2026-06-01 14:00 ended done"],
            await harness.TimelineAsync("ann", "released", "published", "ended"));
    }

    [Fact]
    public async Task LateEvent_OfAnInnerWait_IsItsOwn()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Nights, Waiting($$"""
            {{SampleJourneys.Send("s")}},
            { "id": "again", "waitFor": { "events": [ { "on": "gift.claimed", "then": [ { "id": "late", "publish": { "type": "late" } } ] } ],
              "timeout": "P2D", "onTimeout": [ {{SampleJourneys.Send("t")}} ] } }
            """));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");
        await harness.SendEventAsync("ann", "gift.claimed");
        await harness.RunToAsync("2026-06-05 12:00");

        Assert.Equal(["2026-06-01 13:00 published late late", "2026-06-01 13:00 ended done"],
            await harness.TimelineAsync("ann", "published", "ended"));
    }

    private static string Only(string condition, string more = "", string journey = "") => SampleJourneys.Of("hello", $$"""
        { "id": "s", "send": { "channels": ["sms"], "template": "winback/last", "when": "{{condition}}"{{more}} } },
        { "id": "z", "end": "done" }
        """, journey);

    [Fact]
    public async Task Condition_FalseAtTheStep_IsRefused_AndTheJourneyGoesOn()
    {
        await using var harness = await WithAsync("2026-06-01 12:00", Nights, Only("customer.value_tier == 'high'"));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(["2026-06-01 12:00 refused s sms no-longer-so", "2026-06-01 12:00 ended done"], await OutcomesAsync(harness));
    }

    [Fact]
    public async Task Condition_FalseWhenItAsksAgain_IsRefused()
    {
        await using var harness = await WithAsync("2026-06-01 22:30", Nights, Only("customer.value_tier == 'standard'"));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "customer.updated", ("value_tier", "high"));
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Empty(harness.Provider.Delivered);
        Assert.Equal(
            ["2026-06-01 22:30 deferred s sms quiet-hours", "2026-06-02 09:00 refused s sms no-longer-so", "2026-06-02 09:00 ended done"],
            await OutcomesAsync(harness));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task Condition_FalseWhenTheSlotComes_GivesItBack()
    {
        await using var harness = await WithAsync(
            "2026-06-01 12:00", Nights, Only("customer.value_tier == 'standard'", journey: "\"pace\": { \"perMinute\": 1 },"));
        await harness.AddCustomerAsync("bob");
        await harness.SendEventAsync("bob", "app.opened");
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("value_tier", "high"));
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Equal(["2026-06-01 12:01 released s sms no-longer-so", "2026-06-01 12:01 ended done"],
            await harness.TimelineAsync("ann", "sent", "released", "refused", "ended"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"await\": \"delivered\"")]
    public async Task Condition_FalseAtTheHandOver_GivesTheSlotBack(string more)
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Nights, provider,
            Only("customer.value_tier == 'standard'", more));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");
        await harness.SendEventAsync("ann", "customer.updated", ("value_tier", "high"));
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-06-02 20:00");

        Assert.Empty(await harness.TimelineAsync("ann", "sent"));
        Assert.Contains(await OutcomesAsync(harness), line => line.EndsWith("released s sms no-longer-so", StringComparison.Ordinal));
        Assert.Contains(await OutcomesAsync(harness), line => line.EndsWith("ended done", StringComparison.Ordinal));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task Condition_Holds_IsSent()
    {
        await using var harness = await WithAsync("2026-06-01 22:30", NightsAndGap, Only("customer.value_tier == 'standard'"));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(["2026-06-02 09:00 sent s sms"], await harness.TimelineAsync("ann", "sent", "released", "refused"));
    }
}
