using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

/// <summary>A customer who is in a journey several times: what happens to one gift, order or policy does not concern the others.</summary>
public sealed class EntryScopeTests
{
    private const string Order = """
        { "id": "order", "name": "Order", "category": "conversion", "entry": { "on": "quote.created", "key": "event.quote_id" },
          "exit": { "on": "claim.closed", "where": "event.claim_id == entry.quote_id", "outcome": "paid" },
          "goal": { "outcome": "paid", "value": "event.paid", "within": "P30D" },
          "steps": [
            { "id": "w", "waitFor": { "events": [ { "on": "quote.abandoned", "where": "event.quote_id == entry.quote_id", "then": [
              { "id": "gone", "publish": { "type": "gone", "data": { "quote": "entry.quote_id", "until": "entry.valid_until" } } } ] } ],
              "timeout": "P5D" } },
            { "id": "e", "end": "unpaid" } ] }
        """;

    private static async Task<CampaignHarness> WithAsync(params string[] journeys)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", journeys);
        await harness.AddCustomerAsync();
        return harness;
    }

    [Fact]
    public async Task TwoGifts_EachHearsItsOwn()
    {
        await using var harness = await WithAsync("gift-to-paid");
        await harness.SendEventAsync("ann", "gift.requested", ("gift_id", "g1"));
        await harness.SendEventAsync("ann", "gift.requested", ("gift_id", "g2"));
        await harness.SendEventAsync("ann", "gift.phone_verified", ("gift_id", "g1"));

        Assert.Equal(["claimed", "verified"],
            (await harness.RecordAsync()).Enrollments.Values.Select(e => e.State.At!.Value.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TwoOrders_PayingOneEndsOne_AndCountsOnce()
    {
        await using var harness = await WithAsync(Order);
        await harness.SendEventAsync("ann", "quote.created", ("quote_id", "q1"));
        await harness.SendEventAsync("ann", "quote.created", ("quote_id", "q2"));
        await harness.SendEventAsync("ann", "claim.closed", ("claim_id", "q1"), ("paid", 100m));

        Assert.Single(await harness.TimelineAsync("ann", "converted"));
        Assert.Single((await harness.RecordAsync()).Enrollments);
    }

    [Fact]
    public async Task AfterTheEnd_TheGoalStillKnowsItsEntry()
    {
        await using var harness = await WithAsync(Order);
        await harness.SendEventAsync("ann", "quote.created", ("quote_id", "q1"));
        await harness.SendEventAsync("ann", "quote.created", ("quote_id", "q2"));
        await harness.RunToAsync("2026-06-10 12:00");
        await harness.SendEventAsync("ann", "claim.closed", ("claim_id", "other"), ("paid", 100m));
        Assert.Empty(await harness.TimelineAsync("ann", "converted"));
        await harness.SendEventAsync("ann", "claim.closed", ("claim_id", "q2"), ("paid", 100m));
        await harness.SendEventAsync("ann", "claim.closed", ("claim_id", "q2"), ("paid", 100m));

        Assert.Equal(["2026-06-10 12:00 converted paid"], await harness.TimelineAsync("ann", "converted"));
        var past = (await harness.RecordAsync()).Past.Recent;
        Assert.Equal(["q1"], past.Select(p => p.Entry?.Text("quote_id")).OfType<string>());
    }

    [Fact]
    public async Task Erased_NothingOfTheEntryIsKept()
    {
        await using var harness = await WithAsync(Order);
        await harness.SendEventAsync("ann", "quote.created", ("quote_id", "secret-quote"));
        await harness.RunToAsync("2026-06-10 12:00");
        Assert.Contains("secret-quote", await harness.BytesAsync(), StringComparison.Ordinal);
        await harness.SendEventAsync("ann", "customer.erased");
        await harness.RunToAsync("2026-06-10 13:00");

        Assert.DoesNotContain("secret-quote", await harness.BytesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InSteps_EntryIsWhatBeganTheEnrollment()
    {
        await using var harness = await WithAsync(Order);
        await harness.SendEventAsync("ann", "quote.created", ("quote_id", "q1"), ("valid_until", "2027-06-30"));
        await harness.SendEventAsync("ann", "quote.abandoned", ("quote_id", "q2"));
        Assert.Empty(await harness.TimelineAsync("ann", "published"));
        await harness.SendEventAsync("ann", "quote.abandoned", ("quote_id", "q1"));

        Assert.Single(await harness.TimelineAsync("ann", "published"));
    }

    [Fact]
    public async Task EntryByDate_KnowsItsPolicy()
    {
        await using var harness = await WithAsync("""
            { "id": "before", "name": "Before", "category": "renewal", "entry": { "before": { "date": "policy.expires_on", "by": "P30D" }, "key": "policy.id" },
              "exit": { "on": "policy.renewed", "where": "event.policy_id == entry.policy_id", "outcome": "renewed" },
              "steps": [ { "id": "w", "wait": "P20D" } ] }
            """);
        await harness.SendPolicyAsync(expires: "2026-06-20", id: "P1");
        await harness.SendPolicyAsync(expires: "2026-06-20", id: "P2");
        await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", "P2"));

        Assert.Equal("P1", Assert.Single((await harness.RecordAsync()).Enrollments.Values).Policy?.Value);
    }
}
