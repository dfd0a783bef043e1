using Campaigns.Azure.Durable;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Azure.Tests;

/// <summary>The activities of the enrollments' clocks when one enrollment of fifty fails: its clock does not try for ever.</summary>
public sealed class FailingEnrollmentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultStep.Load)]
    [InlineData(FaultStep.Decide)]
    [InlineData(FaultStep.NewerFormat)]
    [InlineData(FaultStep.Save)]
    [InlineData(FaultStep.Queue)]
    public async Task Advance_OneFails_ItsClockEnds_AndTheWorkIsDoneLater(FaultStep step)
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);
        await scenario.PrepareAsync();
        var advance = Advance(scenario);
        var due = await InputsAsync(scenario);
        scenario.Harness.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));
        scenario.Faults.Step = step;

        foreach (var input in due)
            Assert.Equal(input.Customer == FaultScenario.Victim, await advance.RunAsync(input, null!, Cancel) is null);
        await scenario.Harness.Services.Timers.ClearAsync(
            await scenario.Harness.Services.Timers.DueAsync(scenario.Harness.Time.Now, 100, Cancel), Cancel);
        await scenario.Harness.RunToAsync("2026-06-01 18:00");

        Assert.Equal(scenario.Ids.Where(id => id != FaultScenario.Victim).Order(), scenario.Reached().Order());
        Assert.Equal(FaultScenario.Victim, Assert.Single(await scenario.Harness.DeadLetters.ListAsync(Cancel)).Customer?.Value);

        await scenario.ResendAsync();

        Assert.Equal(scenario.Ids.Order(), scenario.Reached().Order());
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(Cancel));
    }

    [Fact]
    public async Task Advance_StoreUnavailable_IsThrown_SoThatDurableTriesAgain_OrQueued()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);
        await scenario.PrepareAsync();
        var due = await InputsAsync(scenario);
        scenario.Harness.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));
        scenario.Harness.Store.CrashAt(1, afterwards: false);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Advance(scenario).RunAsync(due[0], null!, Cancel));

        scenario.Harness.Store.Restart();
        await new QueueAdvanceActivity(scenario.Harness.Services.Work).RunAsync(due[0], Cancel);
        Assert.Equal(1, await scenario.Harness.Services.Work.RunPageAsync(Cancel));
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(Cancel));
    }

    private static AdvanceActivity Advance(FaultScenario scenario) => new(
        scenario.Harness.Runner, new DurableTimers(scenario.Harness.Services.Timers, scenario.Harness.Time),
            scenario.Harness.Services.Work);

    private static async Task<List<AdvanceInput>> InputsAsync(FaultScenario scenario)
    {
        var inputs = new List<AdvanceInput>();
        foreach (var customer in scenario.Ids)
            inputs.Add(new AdvanceInput(customer, (await scenario.Harness.RecordAsync(customer)).Enrollments.Keys.Single().Value));
        return inputs;
    }
}
