using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

/// <summary>One purchase that fulfils the goals of several journeys is credited to one.</summary>
public sealed class AttributionTests
{
    private static string Journey(string id, string waitBefore, string more = "", string entry = "app.opened") => $$"""
        { "id": "{{id}}", "name": "Test", "category": "conversion", {{more}} "entry": { "on": "{{entry}}" },
          "exit": { "on": "policy.issued", "outcome": "bought" }, "goal": { "outcome": "bought", "value": "event.premium", "within": "P30D" },
          "steps": [ { "id": "d", "wait": "{{waitBefore}}" }, {{SampleJourneys.Send("s")}}, { "id": "w", "wait": "WAIT" } ] }
        """;

    private static string Running(string id, string waitBefore, string more = "") =>
        Journey(id, waitBefore, more).Replace("WAIT", "P20D", StringComparison.Ordinal);

    private static string Short(string id, string waitBefore, string more = "") =>
        Journey(id, waitBefore, more).Replace("WAIT", "PT1S", StringComparison.Ordinal);

    private static async Task<List<(string Journey, bool Credited)>> BuyAsync(AttributionRule rule, params string[] journeys)
    {
        await using var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", CampaignHarness.NoLimits with { Attribution = rule }, new RecordingProvider(), journeys);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-08 12:00");
        await harness.SendEventAsync("ann", "policy.issued", ("policy_id", "P9"), ("premium", 100m));
        var converted = new List<(string, bool)>();
        await foreach (var told in harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel))
        {
            if (told.Kind == TimelineEventKind.Converted)
                converted.Add((told.Journey!.Value.Value, told.Detail?["credited"] is not false));
        }

        return [.. converted.OrderBy(c => c.Item1, StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData(AttributionRule.LastTouch, false, true)]
    [InlineData(AttributionRule.FirstTouch, true, false)]
    [InlineData(AttributionRule.Every, true, true)]
    public async Task OnePurchase_TwoRunningJourneys_OneIsCredited(AttributionRule rule, bool early, bool late) =>
        Assert.Equal([("early", early), ("late", late)], await BuyAsync(rule, Running("early", "P1D"), Running("late", "P3D")));

    [Theory]
    [InlineData(AttributionRule.LastTouch, true, false)]
    [InlineData(AttributionRule.FirstTouch, false, true)]
    public async Task OnePurchase_OneJourneyIsOver_ItsTouchesStillCount(AttributionRule rule, bool over, bool running) =>
        Assert.Equal([("over", over), ("running", running)], await BuyAsync(rule, Short("over", "P3D"), Running("running", "P1D")));

    [Fact]
    public async Task OnePurchase_OneJourneySentNothing_TheOtherIsCredited() =>
        Assert.Equal([("sent", true), ("silent", false)], await BuyAsync(AttributionRule.LastTouch, Running("silent", "P15D"), Running("sent", "P1D")));

    [Fact]
    public async Task OnePurchase_OneJourney_IsCreditedThoughItSentNothing() =>
        Assert.Equal([("silent", true)], await BuyAsync(AttributionRule.LastTouch, Running("silent", "P15D")));

    [Fact]
    public async Task HoldoutGroup_IsMeasured_AndTakesNoCredit()
    {
        var holdout = Enumerable.Range(0, 200).Select(i => $"h{i}").First(id => StableHash.Percentile($"holdout/{id}/ann") < 50);

        Assert.Equal([(holdout, true), ("sent", true)],
            await BuyAsync(AttributionRule.LastTouch, Running(holdout, "P3D", "\"holdout\": 50,"), Running("sent", "P1D")));
    }
}
