using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace Campaigns.Azure.Tests;

/// <summary>The timers of enrollments when one enrollment of fifty fails: its timer does not try for ever.</summary>
public sealed class FailingEnrollmentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultStep.Load)]
    [InlineData(FaultStep.Decide)]
    [InlineData(FaultStep.NewerFormat)]
    [InlineData(FaultStep.Save)]
    [InlineData(FaultStep.Queue)]
    public async Task Ring_OneFails_ItsTimerEnds_AndTheWorkIsDoneLater(FaultStep step)
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);
        await scenario.PrepareAsync();
        var due = await DueAsync(scenario);
        scenario.Harness.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));
        scenario.Faults.Step = step;

        foreach (var (enrollment, customer) in due)
            Assert.Equal(customer == FaultScenario.Victim, (await RingAsync(scenario, enrollment, customer)).Actions!.Count == 0);
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
    public async Task Ring_StoreUnavailable_RingsAgain_EachTimeLater()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);
        await scenario.PrepareAsync();
        var (enrollment, customer) = (await DueAsync(scenario))[0];
        var now = CampaignHarness.At("2026-06-01 13:00");
        scenario.Harness.Time.MoveTo(now);
        scenario.Harness.Store.CrashAt(1, afterwards: false);

        var first = Signal(await RingAsync(scenario, enrollment, customer));
        var second = Signal(await RingAsync(scenario, enrollment, customer, attempt: 1));
        scenario.Harness.Store.Restart();
        var third = Signal(await RingAsync(scenario, enrollment, customer, attempt: 2));

        Assert.Equal((1, 5), (Read(first).Attempt, Seconds(first)));
        Assert.Equal((2, 10), (Read(second).Attempt, Seconds(second)));
        Assert.Equal((0, 86_400), (Read(third).Attempt, Seconds(third))); // the step after the message, a day later

        int Seconds(SendSignalOperationAction signal) => (int)(signal.ScheduledTime!.Value - now.ToDateTimeUtc()).TotalSeconds;
    }

    [Fact]
    public async Task Ring_ForNothing_SignalsNothing_WhereASignalIsToCome()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);
        await scenario.PrepareAsync();
        var (enrollment, customer) = (await DueAsync(scenario))[0];

        var first = await RingAsync(scenario, enrollment, customer);
        var second = await RingAsync(scenario, enrollment, customer, state: first.EntityState);

        Assert.Single(first.Actions!); // at the end of the wait
        Assert.Empty(second.Actions!);
        Assert.Equal(first.EntityState, second.EntityState);
    }

    [Fact]
    public async Task ClockOfAnEarlierVersion_HandsItsEnrollmentOver()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);
        await scenario.PrepareAsync();
        var (enrollment, customer) = (await DueAsync(scenario))[0];
        scenario.Harness.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));
        var timers = new DurableTimers(scenario.Harness.Services.Timers, scenario.Harness.Time);
        Assert.Null(await new AdvanceActivity(scenario.Harness.Runner, timers, scenario.Harness.Services.Work)
            .RunAsync(new AdvanceInput(customer, enrollment), null!, Cancel));

        Assert.Equal(1, await scenario.Harness.Store.CountAsync("push", Cancel));
        var next = CampaignHarness.At("2026-06-02 13:00"); // set as timers are set, here in the due-time index
        Assert.Contains(new WakeTimer(next, new(customer), new EnrollmentId(enrollment)),
            (await scenario.Harness.Services.Timers.DueAsync(next, 1000, Cancel)).Select(due => due.Timer));
    }

    private static Task<EntityBatchResult> RingAsync(
        FaultScenario scenario, string enrollment, string customer, int attempt = 0, string? state = null)
    {
        var harness = scenario.Harness;
        var timers = new DurableTimers(harness.Services.Timers, harness.Time);
        return EntityRuns.RunAsync(
            new EnrollmentTimer(harness.Runner, timers, harness.Services.Work),
            new EntityInstanceId(EnrollmentTimer.Name, enrollment), EnrollmentTimer.Ring, new Wake(customer, attempt), state);
    }

    private static SendSignalOperationAction Signal(EntityBatchResult turn) =>
        Assert.IsType<SendSignalOperationAction>(Assert.Single(turn.Actions!));

    private static Wake Read(SendSignalOperationAction signal) => JsonDataConverter.Default.Deserialize<Wake>(signal.Input)!;

    private static async Task<List<(string Enrollment, string Customer)>> DueAsync(FaultScenario scenario)
    {
        var due = new List<(string, string)>();
        foreach (var customer in scenario.Ids)
            due.Add(((await scenario.Harness.RecordAsync(customer)).Enrollments.Keys.Single().Value, customer));
        return due;
    }
}
