using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

/// <summary>Times that a journey takes from its own steps and from awaited events.</summary>
public sealed class StepTimeTests
{
    [Theory]
    [InlineData("Asia/Taipei")]
    [InlineData("America/New_York")]
    public async Task WaitUntil_TimeOfAStep_LastsAsLongAsItsOffset(string zone)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("then", """
            { "id": "q", "wait": "PT5M" }, { "id": "w", "wait": { "until": "steps.q.at", "offset": "PT3M" } },
            { "id": "p", "publish": { "type": "x", "data": { "hours": "date_diff(steps.q.at, now, 'minute')", "at": "now" } } }
            """));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("time_zone", zone));
        await harness.SendEventAsync("ann", "app.opened");

        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Equal(["2026-06-01 12:08 published p x"], await harness.TimelineAsync("ann", "published"));
        var bytes = await harness.BytesAsync();
        Assert.Contains("\"hours\":3", bytes, StringComparison.Ordinal);
        Assert.Contains(zone == "Asia/Taipei" ? "2026-06-01T12:08:00+08:00" : "2026-06-01T00:08:00-04:00", bytes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2027-06-01", "valid")]
    [InlineData("2026-05-31", "over")]
    public async Task Branch_DateOfAnAwaitedEvent_IsADate(string expires, string outcome)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("offer", """
            { "id": "q", "waitFor": { "events": ["policy.issued"], "timeout": "P9D" } },
            { "id": "b", "branch": [ { "when": "steps.q.event.expires_on < now", "then": [ { "id": "o", "end": "over" } ] } ] },
            { "id": "k", "update": { "set": { "policy.started_on": "steps.q.event.expires_on", "customer.last_active_at": "now" } } },
            { "id": "v", "end": "valid" }
            """, entry: """{ "on": "app.opened" }"""));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened");

        await harness.SendPolicyAsync(expires: expires, type: "policy.issued");
        await harness.RunDueAsync();

        Assert.Equal([$"2026-06-01 12:00 ended {outcome}"], await harness.TimelineAsync("ann", "ended"));
        if (outcome == "valid")
            Assert.Equal("2026-06-01T12:00:00+08:00", (await harness.RecordAsync()).Profile.Attributes.Text("last_active_at"));
    }
}
