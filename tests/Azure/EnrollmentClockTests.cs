using System.Collections.Concurrent;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;

namespace Campaigns.Azure.Tests;

/// <summary>
/// The clock fires for every timer set on it, whenever it is set: before its wait, during it, while the enrollment advances, or at its end.
/// </summary>
[Collection(TaskHubCollection.Name)]
public sealed class EnrollmentClockTests(TaskHub hub)
{
    /// <summary>So far ahead that no test sees it come.</summary>
    private static readonly DateTime Far = DateTime.UtcNow.AddHours(10);

    [Fact]
    public async Task Timer_Due_AdvancesTheEnrollment_AndWaitsForTheNext()
    {
        var next = DateTime.UtcNow.AddSeconds(2);
        var rounds = Clock("alarm", number => number == 1 ? next : null);

        await hub.StartClockAsync("alarm", DateTime.UtcNow);
        await rounds.AfterAsync(next); // storage may bring a timer up to a second early: then the clock rings again in time
    }

    /// <summary>
    /// Why the clock has one wait at a time: events go to the open waits for them, the newest first, also to those that nothing awaits any
    /// more.
    /// </summary>
    [Fact]
    public async Task Durable_DeliversAnEvent_ToAnAbandonedWait()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var cancel = TestContext.Current.CancellationToken;
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            TaskHub.AbandonedWait, "", new Microsoft.DurableTask.StartOrchestrationOptions("abandoned"), cancel);
        await hub.Client.RaiseEventAsync(id, "next", "", cancel);
        await hub.Client.RaiseEventAsync(id, "go", "first", cancel);
        await hub.Client.RaiseEventAsync(id, "go", "second", cancel);

        string? has = null;
        await Waiting.UntilAsync(
            async () => (has = (await hub.Client.GetInstanceAsync(
                id, getInputsAndOutputs: true, cancel))?.ReadOutputAs<string>()) is not null,
            () => "the orchestration has ended");
        Assert.Equal("open: first, abandoned: second", has);
    }

    [Fact]
    public async Task Signal_DuringTheWait_RingsEarlier_AndTheFirstAlarmIsKept()
    {
        var rounds = Clock("earlier");
        await hub.StartClockAsync("earlier", Far);
        await hub.SignalAsync("earlier", Far.AddHours(1));
        await hub.HasAsync("earlier", Far, Far.AddHours(1)); // so it waits

        await hub.SignalAsync("earlier", DateTime.UtcNow);
        await rounds.AreAsync(1);
        await hub.SignalAsync("earlier", Far.AddHours(2));
        await hub.HasAsync("earlier", Far, Far.AddHours(1), Far.AddHours(2));
    }

    [Fact]
    public async Task Signal_BeforeTheWaitBegins_IsReceived()
    {
        var rounds = Clock("before");
        await hub.StartClockAsync("before", Far);
        await hub.SignalAsync("before", DateTime.UtcNow); // it may not even have started
        await rounds.AreAsync(1);
    }

    [Fact]
    public async Task Signal_WhileAdvancing_IsReceivedAfterwards()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var rounds = new Rings();
        On("during", async () =>
        {
            rounds.Add();
            entered.TrySetResult();
            await leave.Task;
            return null;
        });
        await hub.StartClockAsync("during", DateTime.UtcNow);
        await entered.Task.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

        await hub.SignalAsync("during", DateTime.UtcNow);
        Assert.Equal(1, rounds.Count);
        leave.SetResult();
        await rounds.AreAsync(2);
    }

    [Fact]
    public async Task Signals_ManyAtOnce_AllAreHeard()
    {
        Clock("many");
        DateTime[] alarms = [.. Enumerable.Range(1, 40).Select(i => Far.AddMinutes(i))];
        await hub.StartClockAsync("many", Far);
        await Task.WhenAll(alarms.Select(alarm => hub.SignalAsync("many", alarm)));
        await hub.HasAsync("many", [Far, .. alarms]);
    }

    [Fact]
    public async Task Clock_WithoutTimer_WaitsForTimersOnTheirWay()
    {
        var rounds = Clock("nothing");
        await hub.StartClockAsync("nothing", DateTime.UtcNow);
        await rounds.AreAsync(1);

        await hub.SignalAsync("nothing", DateTime.UtcNow);
        await rounds.AreAsync(2);
    }

    [Fact]
    public async Task ManyRings_TheHistoryStaysShort()
    {
        var rounds = Clock("history", number => number < 20 ? DateTime.UtcNow : Far);
        await hub.StartClockAsync("history", DateTime.UtcNow);
        await rounds.AreAsync(20);

        // A firing leaves five events or more: a timer and its end, an activity and its end, and who looked at them.
        Assert.InRange(await hub.HistoryLengthAsync("history"), 5, 19 * 5);
    }

    [Fact]
    public async Task ManyRings_NoSignalIsLostWhereTheClockBeginsAnew()
    {
        var sent = new ConcurrentBag<DateTime>();
        var rounds = new Rings();
        On("anew", async () =>
        {
            var number = rounds.Add();
            if (number is >= 14 and <= 18)
            {
                sent.Add(Far.AddMinutes(number));
                await hub.SignalAsync("anew", Far.AddMinutes(number));
            }

            return number < 20 ? DateTime.UtcNow : null;
        });
        await hub.StartClockAsync("anew", DateTime.UtcNow);
        await rounds.AreAsync(20);

        await hub.SignalAsync("anew", Far);
        await hub.HasAsync("anew", [Far, .. sent]);
        Assert.Equal(5, sent.Count);
    }

    [Fact]
    public async Task Advance_Fails_IsTriedAgain()
    {
        var rounds = Clock("fails", number => number == 1 ? throw new IOException("the store is away") : null);
        await hub.StartClockAsync("fails", DateTime.UtcNow);
        await rounds.AreAsync(2);
    }

    /// <summary>The clock of an enrollment whose activity answers when to fire next.</summary>
    private Rings Clock(string enrollment, Func<int, DateTime?>? next = null)
    {
        var rounds = new Rings();
        On(enrollment, () =>
        {
            var number = rounds.Add();
            return Task.FromResult(next?.Invoke(number));
        });
        return rounds;
    }

    private void On(string enrollment, Func<Task<DateTime?>> advance)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        hub.OnRing(enrollment, advance);
    }
}
