using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>Fleets: customers of more rows than one page or one batch of the store holds.</summary>
public sealed class LargeCustomerTests
{
    private static CustomerEvent Policy(CampaignHarness harness, int number, string type = "policy.updated") => new(
        "test", $"{type}-{number}", type, harness.Time.Now, new("fleet"),
        AttributeBag.Of([new("policy_id", $"P{number:D4}"), new("expires_on", "2026-06-30")]));

    private static readonly string Soon = SampleJourneys.Of(
        "soon", """{ "id": "w", "wait": "P60D" }""",
        entry: """{ "before": { "date": "policy.expires_on", "by": "P10D" }, "key": ["policy.id"] }""");

    [Fact]
    public async Task MoreRowsThanAPage_AllAreLoaded()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        const int policies = Limits.Policies; // with head and profile more than a page of 1,000 rows
        foreach (var page in Enumerable.Range(0, policies).Chunk(60))
            Assert.Equal(page.Length, await harness.Runner.HandleAsync([.. page.Select(i => Policy(harness, i))], CampaignHarness.Cancel));

        Assert.Equal(policies, (await harness.RecordAsync("fleet")).Policies.Count);
    }

    [Fact]
    public async Task MoreEventsThanABatch_AreAllTaken_Once()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        List<CustomerEvent> events = [.. Enumerable.Range(0, 250).Select(i => Policy(harness, i))];

        Assert.Equal(250, await harness.Runner.HandleAsync(events, CampaignHarness.Cancel));
        Assert.Equal(0, await harness.Runner.HandleAsync(events, CampaignHarness.Cancel));
        Assert.Equal(250, (await harness.RecordAsync("fleet")).Policies.Count);
    }

    [Fact]
    public async Task OneDayLetsThreeHundredPoliciesIn_AndOneEventLetsThemOut()
    {
        await using var harness = await FleetAsync(300);

        await harness.RunToAsync("2026-06-20 00:00");
        Assert.Equal(300, (await harness.RecordAsync("fleet")).Enrollments.Count);
        Assert.Equal(300, (await harness.TimelineAsync("fleet", "entered")).Count);

        await harness.SendEventAsync("fleet", "policy.renewed", ("policy_id", "P0001"));
        Assert.Empty((await harness.RecordAsync("fleet")).Enrollments);
        Assert.Equal(300, (await harness.RecordAsync("fleet")).Past.Count);
        Assert.DoesNotContain("\na:", await harness.BytesAsync("fleet"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashWhileALargeUnitIsWritten_IsAllOrNothing_AndCompletedLater(bool afterwards)
    {
        for (var call = 1; call <= 14; call++)
        {
            await using var harness = await FleetAsync(120);
            harness.Time.MoveTo(CampaignHarness.At("2026-06-20 00:00"));
            harness.Store.CrashAt(call, afterwards);
            try
            {
                await harness.Services.TimerDispatcher.FirePageAsync(CampaignHarness.Cancel);
            }
            catch (StoreUnavailableException)
            {
                harness.Store.Restart();
            }

            harness.Store.Restart();
            var running = (await harness.RecordAsync("fleet")).Enrollments.Count;
            Assert.True(running is 0 or 120, $"died at call {call}: {running} of 120");
            await harness.RunToAsync("2026-06-20 00:00");
            Assert.Equal(120, (await harness.RecordAsync("fleet")).Enrollments.Count);
            Assert.Equal(120, (await harness.TimelineAsync("fleet", "entered")).Count);
        }
    }

    [Fact]
    public async Task SlowWriterOfALargeUnit_DoesNotWriteOverWhatCameAfter()
    {
        await using var harness = await FleetAsync(120);
        harness.Time.MoveTo(CampaignHarness.At("2026-06-20 00:00"));
        // It is decided and about to be carried out, when another takes it over and goes on.
        harness.Store.Before("Find customers", async () => await harness.SendEventAsync("fleet", "policy.renewed", ("policy_id", "P0001")));

        await harness.RunDueAsync();

        Assert.Empty((await harness.RecordAsync("fleet")).Enrollments);
        Assert.Equal(120, (await harness.TimelineAsync("fleet", "exited")).Count);
    }

    private static async Task<CampaignHarness> FleetAsync(int policies)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Soon);
        await harness.Runner.HandleAsync([.. Enumerable.Range(0, policies).Select(i => Policy(harness, i))], CampaignHarness.Cancel);
        return harness;
    }
}
