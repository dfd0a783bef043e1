using Campaigns.Insights.Statistics;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using Campaigns.Storage;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Insights.Tests.Statistics;

/// <summary>
/// Two hosts count on one store, and either may die at any call to it, before or after the call took effect: in the end every event of
/// every timeline is counted once.
/// </summary>
public sealed class KilledHostTests
{
    private static readonly string[] Customers = ["ann", "bea", "cyd"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KilledAtAnyCall_BesideAnotherHost_EveryEventIsCountedOnce(bool afterwards)
    {
        var calls = await LiveAsync(Life, dieAt: int.MaxValue, afterwards);
        Assert.InRange(calls, 30, 400);
        await Parallel.ForEachAsync(SweptCases.Of([.. Enumerable.Range(1, calls)]), Cancel, async (call, _) =>
            await LiveAsync(Life, call, afterwards));
    }

    [Fact]
    public async Task AnyOrderOfEventsFlushesAndKills_EveryEventIsCountedOnce()
    {
        var step = Gen.Frequency(
            (8, Gen.Select(Gen.Int[0, 1], Gen.Int[0, Customers.Length - 1], (host, who) =>
                (Step)new Step.Event(host, Customers[who], Twice: false))),
            (1, Gen.Select(Gen.Int[0, 1], (host) => (Step)new Step.Event(host, "ann", Twice: true))),
            (2, Gen.Select(Gen.Int[0, Customers.Length - 1], who => (Step)new Step.Together(Customers[who]))),
            (4, Gen.Select(Gen.Int[0, 1], host => (Step)new Step.Flush(host))),
            (2, Gen.Select(Gen.Int[0, 1], Gen.Int[1, 12], Gen.Bool, (host, call, after) => (Step)new Step.Die(host, call, after))),
            (2, Gen.Select(Gen.Int[0, 1], host => (Step)new Step.Restart(host))),
            (1, Gen.Select(Gen.Int[0, 1], host => (Step)new Step.Recover(host))),
            (2, Gen.OneOf(Gen.Const(3), Gen.Const(40), Gen.Const(330), Gen.Const(1000), Gen.Const(4000))
                .Select(seconds => (Step)new Step.Wait(seconds))));
        await step.Array[5, 40].SampleAsync(async steps => await LiveAsync(steps, int.MaxValue, afterwards: false),
            iter: SweptCases.Count(all: 400, sampled: 60), threads: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnyCallWhoseAnswerIsLost_IsCountedWithoutARestart(bool afterwards)
    {
        for (var (call, failed) = (1, true); failed; call++)
        {
            await using var world = await World.OpenAsync();
            var host = await world.StartAsync("one");
            host.Store.CrashAt(call, afterwards);
            await AliveAsync(() => host.TakeAsync("ann"));
            failed = host.Store.HasCrashed;
            host.Store.Restart(); // the store is back, and the process was never gone
            await host.TakeAsync("bea");
            await host.Statistics.FlushAsync(Cancel);
            Assert.Equal((call, await world.EnteredOnTimelinesAsync()), (call, (int)(await world.ReportAsync()).Entered));
            Assert.InRange(call, 1, 50);
        }
    }

    [Fact]
    public async Task FrozenHostThatGoesOn_AfterAnotherCountedItsTally_IsCountedOnce()
    {
        await using var world = await World.OpenAsync();
        var (frozen, other) = (await world.StartAsync("one"), await world.StartAsync("two"));
        await frozen.TakeAsync("ann");
        world.Time.Advance(TimeSpan.FromMinutes(11));
        await other.Statistics.RecoverAsync(Cancel);
        await frozen.Statistics.FlushAsync(Cancel); // finds that its tally was taken, and has it counted again
        await frozen.TakeAsync("bea");
        await world.SettleAsync([frozen, other]);
        Assert.Equal((2, 2), (await world.EnteredOnTimelinesAsync(), (await world.ReportAsync()).Entered));
        Assert.Empty(await world.LeftoversAsync());
    }

    [Fact]
    public async Task Recovery_ReadsOnlyTheEndOfTimelines()
    {
        await using var world = await World.OpenAsync();
        var old = await world.StartAsync("old");
        for (var i = 0; i < 120; i++)
            await old.TakeAsync("ann");
        await old.Statistics.EndAsync(Cancel);
        world.Time.Advance(TimeSpan.FromDays(1));
        await (await world.StartAsync("killed")).TakeAsync("ann");
        world.Time.Advance(TimeSpan.FromMinutes(11));
        var other = await world.StartAsync("other");
        var before = other.Store.Log.Count;
        await other.Statistics.RecoverAsync(Cancel);
        Assert.Equal(2, other.Store.Log.Skip(before).Count(call => call == "Read customers"));
        Assert.Equal(121, (await world.ReportAsync()).Entered);
    }

    [Fact]
    public async Task IdleHost_LeavesNothingBehindWhenItIsKilled()
    {
        await using var world = await World.OpenAsync();
        var host = await world.StartAsync("one");
        await host.TakeAsync("ann");
        await host.Statistics.FlushAsync(Cancel);
        Assert.NotEmpty(await world.LeftoversAsync());
        world.Time.Advance(TimeSpan.FromSeconds(31));
        await host.Statistics.FlushAsync(Cancel);
        Assert.Empty(await world.LeftoversAsync());
        Assert.Equal(1, (await world.ReportAsync()).Entered);
    }

    private static IReadOnlyList<Step> Life { get; } =
    [
        new Step.Event(0, "ann", Twice: false), new Step.Event(1, "ann", Twice: false), new Step.Flush(0), new Step.Together("bea"),
        new Step.Event(0, "ann", Twice: true), new Step.Flush(0), new Step.Flush(1), new Step.Wait(310),
        new Step.Event(0, "cyd", Twice: false),
        new Step.Flush(0), new Step.Recover(1), new Step.Wait(40), new Step.Flush(0), new Step.Event(0, "bea", Twice: false),
    ];

    /// <returns>How many calls the first host made.</returns>
    private static async Task<int> LiveAsync(IReadOnlyList<Step> steps, int dieAt, bool afterwards)
    {
        await using var world = await World.OpenAsync();
        Host[] hosts = [await world.StartAsync("one"), await world.StartAsync("two")];
        if (dieAt < int.MaxValue)
            hosts[0].Store.CrashAt(dieAt, afterwards);
        foreach (var step in steps)
        {
            if (step is Step.Wait wait)
                world.Time.Advance(TimeSpan.FromSeconds(wait.Seconds));
            else if (step is Step.Restart restart)
            {
                if (hosts[restart.Host].Store.HasCrashed)
                    hosts[restart.Host] = await world.StartAsync(hosts[restart.Host].Name);
            }
            else
                await AliveAsync(() => DoAsync(hosts, step));
        }

        var calls = hosts[0].Store.Calls;
        foreach (var host in hosts)
            await AliveAsync(() => host.Statistics.EndAsync(Cancel).AsTask());
        await world.SettleAsync([]);
        var how = $"host one died {(afterwards ? "after" : "before")} call {dieAt} of {calls}; {string.Join(", ", steps)}";
        Assert.True(await world.EnteredOnTimelinesAsync() == (await world.ReportAsync()).Entered,
            $"{await world.EnteredOnTimelinesAsync()} on timelines, {(await world.ReportAsync()).Entered} counted: {how}");
        Assert.True((await world.LeftoversAsync()).Count == 0, how);
        return calls;
    }

    private static Task DoAsync(Host[] hosts, Step step) => step switch
    {
        Step.Event @event => hosts[@event.Host].TakeAsync(@event.Customer, @event.Twice),
        Step.Together together => Task.WhenAll(hosts.Select(host => AliveAsync(() => host.TakeAsync(together.Customer)))),
        Step.Flush flush => hosts[flush.Host].Statistics.FlushAsync(Cancel).AsTask(),
        Step.Recover recover => hosts[recover.Host].Statistics.RecoverAsync(Cancel).AsTask(),
        Step.Die die => Crash(hosts[die.Host].Store, die),
        _ => throw new InvalidOperationException($"{step}"),
    };

    private static Task Crash(CrashingStore store, Step.Die die)
    {
        if (!store.HasCrashed)
            store.CrashAt(die.Call, die.After);
        return Task.CompletedTask;
    }

    private static async Task AliveAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StoreUnavailableException)
        {
            // The process is dead: whoever asked it asks another, or not.
        }
    }

    private abstract record Step
    {
        public sealed record Event(int Host, string Customer, bool Twice) : Step;

        public sealed record Together(string Customer) : Step;

        public sealed record Flush(int Host) : Step;

        public sealed record Recover(int Host) : Step;

        public sealed record Die(int Host, int Call, bool After) : Step;

        public sealed record Restart(int Host) : Step;

        public sealed record Wait(int Seconds) : Step;
    }

    private sealed class Host(World world, string name, CrashingStore store, JourneyStatistics statistics, CampaignRunner runner)
    {
        private CustomerEvent? _last;

        public string Name => name;

        public CrashingStore Store => store;

        public JourneyStatistics Statistics => statistics;

        public async Task TakeAsync(string customer, bool again = false)
        {
            var @event = again && _last is { } last ? last : _last = world.Event(customer);
            await runner.HandleAsync(@event, Cancel);
        }
    }

    /// <summary>A store, and hosts on it.</summary>
    private sealed class World : IAsyncDisposable
    {
        private static readonly string Journey = SampleJourneys.Of("counted", """{ "id": "w", "wait": "P1D" }""",
            entry: """{ "on": "app.opened", "key": ["event.screen"] }""");

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-tally-");
        private IStore _store = null!;
        private int _events;

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero));

        public static async Task<World> OpenAsync()
        {
            var world = new World();
            world._store = await TestStores.OpenAsync(Path.Combine(world._folder.FullName, "world.db"), world.Time);
            return world;
        }

        public async Task<Host> StartAsync(string name)
        {
            var store = new CrashingStore(_store.Rows, _store.Queues);
            var (customers, directory) = (new CustomerStore(store), new CustomerDirectory(store));
            var statistics = new JourneyStatistics(store, directory, customers, Time);
            var library = new PausableLibrary(CampaignHarness.NoLimits, [PausableLibrary.Journey(Journey)]);
            await statistics.BeginAsync(name, Cancel);
            return new(this, name, store, statistics,
                new CampaignRunner(customers, directory, new TimerTable(store), store, library, statistics, Time,
                    intake: new IntakeOptions { FirstPause = Duration.Zero })); // the clock stands still
        }

        public CustomerEvent Event(string customer)
        {
            var number = Interlocked.Increment(ref _events);
            return new("test", $"{number}", "app.opened", Instant.FromDateTimeOffset(Time.GetUtcNow()), new(customer),
                AttributeBag.Of([new("screen", $"s{number}")]));
        }

        /// <summary>Lets a host that is never killed find what others have left.</summary>
        public async Task SettleAsync(Host[] alive)
        {
            foreach (var host in alive)
                await host.Statistics.EndAsync(Cancel);
            var last = await StartAsync("last");
            foreach (var _ in Enumerable.Range(0, 3))
            {
                Time.Advance(TimeSpan.FromMinutes(61));
                await last.Statistics.RecoverAsync(Cancel);
            }
        }

        public async Task<int> EnteredOnTimelinesAsync()
        {
            var entered = 0;
            foreach (var customer in Customers)
            {
                await foreach (var timelineEvent in new CustomerStore(_store.Rows).ReadTimelineAsync(new(customer), Cancel))
                    entered += timelineEvent.Kind == TimelineEventKind.Entered ? 1 : 0;
            }

            return entered;
        }

        public ValueTask<JourneyReport> ReportAsync() =>
            new JourneyStatistics(_store.Rows, new CustomerDirectory(_store.Rows), new CustomerStore(_store.Rows), Time)
                .ReadAsync(new("counted"), new(2026, 5, 1), new(2026, 7, 1), Cancel);

        /// <summary>What is not part of the common numbers.</summary>
        public async Task<List<string>> LeftoversAsync() =>
            [.. (await _store.Rows.ScanAsync(JourneyStatistics.Table, "", "~", after: null, 1000, Cancel))
                .Where(row => row.Partition.StartsWith('@') || row.Key.Contains('@', StringComparison.Ordinal))
                .Select(row => $"{row.Partition}/{row.Key}")];

        public async ValueTask DisposeAsync()
        {
            await _store.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }
}
