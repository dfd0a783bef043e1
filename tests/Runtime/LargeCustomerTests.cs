using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

/// <summary>Fleets: customers of more rows than one page or one batch of the store holds.</summary>
public sealed class LargeCustomerTests
{
    private static CustomerEvent Policy(World world, int number, string type = "policy.updated") => new(
        "test", $"{type}-{number}", type, world.Time.Now, new("fleet"), AttributeBag.Of([new("policy_id", $"P{number:D4}"), new("expires_on", "2026-06-30")]));

    private static readonly string Soon = Stories.Of(
        "soon", """{ "id": "w", "wait": "P60D" }""", entry: """{ "before": { "date": "policy.expires_on", "by": "P10D" }, "key": ["policy.id"] }""");

    [Fact]
    public async Task MoreRowsThanAPage_AllAreLoaded()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00");
        const int policies = 1050;
        foreach (var page in Enumerable.Range(0, policies).Chunk(60))
            Assert.Equal(page.Length, await world.Runner.TakeAsync([.. page.Select(i => Policy(world, i))], World.Cancel));

        Assert.Equal(policies, (await world.RecordAsync("fleet")).Policies.Count);
    }

    [Fact]
    public async Task MoreEventsThanABatch_AreAllTaken_Once()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00");
        List<CustomerEvent> events = [.. Enumerable.Range(0, 250).Select(i => Policy(world, i))];

        Assert.Equal(250, await world.Runner.TakeAsync(events, World.Cancel));
        Assert.Equal(0, await world.Runner.TakeAsync(events, World.Cancel));
        Assert.Equal(250, (await world.RecordAsync("fleet")).Policies.Count);
    }

    [Fact]
    public async Task OneDayLetsThreeHundredPoliciesIn_AndOneEventLetsThemOut()
    {
        await using var world = await FleetAsync(300);

        await world.RunToAsync("2026-06-20 00:00");
        Assert.Equal(300, (await world.RecordAsync("fleet")).Enrollments.Count);
        Assert.Equal(300, (await world.TimelineAsync("fleet", "entered")).Count);

        await world.TellAsync("fleet", "policy.renewed", ("policy_id", "P0001"));
        Assert.Empty((await world.RecordAsync("fleet")).Enrollments);
        Assert.Equal(300, (await world.RecordAsync("fleet")).Past.Length);
        Assert.DoesNotContain("\na:", await world.BytesAsync("fleet"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DiesAnywhereWhileALargeUnitIsWritten_ItIsWholeOrNotAtAll_AndCompletedInTheEnd(bool afterwards)
    {
        for (var call = 1; call <= 14; call++)
        {
            await using var world = await FleetAsync(120);
            world.Time.MoveTo(World.At("2026-06-20 00:00"));
            world.Store.DieAt(call, afterwards);
            try
            {
                await world.Engine.RingAsync(World.Cancel);
            }
            catch (StoreUnavailableException)
            {
                world.Store.StartAgain();
            }

            world.Store.StartAgain();
            var running = (await world.RecordAsync("fleet")).Enrollments.Count;
            Assert.True(running is 0 or 120, $"died at call {call}: {running} of 120");
            await world.RunToAsync("2026-06-20 00:00");
            Assert.Equal(120, (await world.RecordAsync("fleet")).Enrollments.Count);
            Assert.Equal(120, (await world.TimelineAsync("fleet", "entered")).Count);
        }
    }

    [Fact]
    public async Task SlowWriterOfALargeUnit_DoesNotWriteOverWhatCameAfter()
    {
        await using var world = await FleetAsync(120);
        world.Time.MoveTo(World.At("2026-06-20 00:00"));
        // It is decided and about to be carried out, when another takes it over and goes on.
        world.Store.Before("Find customers", async () => await world.TellAsync("fleet", "policy.renewed", ("policy_id", "P0001")));

        await world.SettleAsync();

        Assert.Empty((await world.RecordAsync("fleet")).Enrollments);
        Assert.Equal(120, (await world.TimelineAsync("fleet", "exited")).Count);
    }

    private static async Task<World> FleetAsync(int policies)
    {
        var world = await World.AtAsync("2026-06-01 12:00", Soon);
        await world.Runner.TakeAsync([.. Enumerable.Range(0, policies).Select(i => Policy(world, i))], World.Cancel);
        return world;
    }
}
