using System.Collections.Concurrent;
using Campaigns.Azure.Tests.Support;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Tests;

/// <summary>The clock rings for every alarm set on it, whenever it is set: before its wait, during it, while the enrollment advances, or at its end.</summary>
public sealed class EnrollmentClockTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alarm_Comes_TheEnrollmentAdvances_AndTheNextIsWaitedFor()
    {
        var answers = new ConcurrentQueue<DateTime?>([DateTime.UtcNow + Soon + Soon, null]);
        var rings = new Rings();
        await using var host = await ClockHost.StartAsync((ring, _) =>
        {
            rings.Add();
            return Task.FromResult(answers.TryDequeue(out var next) ? next : null);
        }, Cancel);

        await host.StartClockAsync("e1", DateTime.UtcNow + Soon);
        await rings.AreAsync(2);
    }

    [Fact]
    public async Task Signal_DuringTheWait_RingsEarlier_AndTheFirstAlarmStillRings()
    {
        var rings = new Rings();
        await using var host = await RingingAsync(rings);
        var late = DateTime.UtcNow + TimeSpan.FromSeconds(3);
        await host.StartClockAsync("e1", late);
        await host.Client.WaitForInstanceStartAsync("e1", Cancel);

        await host.SignalAsync("e1", DateTime.UtcNow);
        await rings.AreAsync(1);
        Assert.True(DateTime.UtcNow < late, "the signal came first");
        await rings.AreAsync(2);
        Assert.True(DateTime.UtcNow >= late, "the alarm set at first was kept");
    }

    [Fact]
    public async Task Signal_BeforeTheClockHasBegunToWait_IsHeard()
    {
        var rings = new Rings();
        await using var host = await RingingAsync(rings);
        await host.StartClockAsync("e1", DateTime.UtcNow + TimeSpan.FromHours(1));
        await host.SignalAsync("e1", DateTime.UtcNow); // it may not even have started
        await rings.AreAsync(1);
    }

    [Fact]
    public async Task Signal_WhileTheEnrollmentAdvances_IsHeardAfterwards()
    {
        var rings = new Rings();
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var host = await ClockHost.StartAsync(async (_, _) =>
        {
            rings.Add();
            entered.TrySetResult();
            await leave.Task;
            return null;
        }, Cancel);
        await host.StartClockAsync("e1", DateTime.UtcNow);
        await entered.Task;

        await host.SignalAsync("e1", DateTime.UtcNow + Soon);
        leave.SetResult();
        await rings.AreAsync(2);
    }

    [Fact]
    public async Task Signals_ManyAtOnce_TheLatestIsHeard()
    {
        var last = DateTime.UtcNow + TimeSpan.FromSeconds(2);
        var rings = new Rings();
        await using var host = await RingingAsync(rings);
        await host.StartClockAsync("e1", DateTime.UtcNow);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => host.SignalAsync("e1", i == 20 ? last : DateTime.UtcNow)));
        await rings.AfterAsync(last);
    }

    [Fact]
    public async Task ClockWithNothingToRingFor_StaysForAlarmsOnTheirWay()
    {
        var rings = new Rings();
        await using var host = await RingingAsync(rings);
        await host.StartClockAsync("e1", DateTime.UtcNow);
        await rings.AreAsync(1);

        await host.SignalAsync("e1", DateTime.UtcNow);
        await rings.AreAsync(2);
        Assert.True((await host.Client.GetInstanceAsync("e1", Cancel))!.IsRunning);
    }

    [Fact]
    public async Task ManyRings_TheHistoryStaysShort_AndNoSignalIsLost()
    {
        var rings = new Rings();
        await using var host = await ClockHost.StartAsync((_, _) =>
        {
            rings.Add();
            return Task.FromResult<DateTime?>(rings.Count < 50 ? DateTime.UtcNow : null);
        }, Cancel);
        await host.StartClockAsync("e1", DateTime.UtcNow);
        var last = DateTime.UtcNow + TimeSpan.FromSeconds(3);
        await host.SignalAsync("e1", last); // somewhere between the new beginnings
        await rings.AfterAsync(last);
        Assert.True(rings.Count >= 50);
        var history = await host.Client.GetOrchestrationHistoryAsync("e1", Cancel);
        Assert.True(history.Count < 200, $"{history.Count} events");
    }

    [Fact]
    public async Task Advance_Fails_IsTriedAgain()
    {
        var rings = new Rings();
        await using var host = await ClockHost.StartAsync((_, _) =>
        {
            rings.Add();
            return rings.Count == 1 ? throw new IOException("the store is away") : Task.FromResult<DateTime?>(null);
        }, Cancel);
        await host.StartClockAsync("e1", DateTime.UtcNow);
        await rings.AreAsync(2);
    }

    private static Task<ClockHost> RingingAsync(Rings rings) => ClockHost.StartAsync((_, _) =>
    {
        rings.Add();
        return Task.FromResult<DateTime?>(null);
    }, Cancel);

    /// <summary>Counts rings, and waits for them.</summary>
    private sealed class Rings
    {
        private readonly List<DateTime> _at = [];

        public int Count
        {
            get
            {
                lock (_at)
                    return _at.Count;
            }
        }

        public void Add()
        {
            lock (_at)
                _at.Add(DateTime.UtcNow);
        }

        public Task AreAsync(int count) => UntilAsync(() => Count >= count, $"{count} rings; there were {Count}");

        public Task AfterAsync(DateTime instant) => UntilAsync(
            () =>
            {
                lock (_at)
                    return _at.Exists(at => at >= instant);
            },
            $"a ring after {instant:O}; there were {Count}");

        private static async Task UntilAsync(Func<bool> done, string what)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            var patience = DateTime.UtcNow + TimeSpan.FromSeconds(30);
            while (!done())
            {
                Assert.True(DateTime.UtcNow < patience, "waited in vain for " + what);
                await timer.WaitForNextTickAsync(Cancel);
            }
        }
    }
}
