using Campaigns.Hosting;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>
/// Another process writes the same customer in between: what was decided is decided again, after a pause, and its timers
/// are not set again.
/// </summary>
public sealed class ConflictTests
{
    private static readonly string Journey = SampleJourneys.Of("both", $$"""{{SampleJourneys.Send("s")}}, { "id": "w", "wait": "P9D" }""");

    [Fact]
    public async Task Conflict_AlarmsOfTheAttemptThatLost_ServeTheNext()
    {
        await using var world = await MeetAsync();
        var rival = Intakes.Another(world);
        var setByRival = 0;
        world.Store.Before(Intakes.SaveOfCustomer, async () =>
        {
            var before = AlarmsSet(world);
            await rival.HandleAsync(world.Event("ann", "customer.updated", ("given_name", "Anna")), CampaignHarness.Cancel);
            setByRival = AlarmsSet(world) - before;
            world.Time.MoveTo(world.Time.Now + Duration.FromMilliseconds(300)); // as time goes by between two attempts
        });
        var before = AlarmsSet(world);

        Assert.True(await world.Runner.HandleAsync(world.Event("ann", "app.opened"), CampaignHarness.Cancel));

        Assert.Equal(0, setByRival);
        Assert.Equal(1, AlarmsSet(world) - before);
        await world.RunToAsync("2026-06-12 12:00");
        Assert.Equal("Anna", (await world.RecordAsync()).Profile.Attributes.Text("given_name"));
        Assert.Equal(["2026-06-10 12:00 ended completed"], await world.TimelineAsync("ann", "ended"));
    }

    [Fact]
    public async Task Conflict_AlarmThatMayHaveRungMeanwhile_IsSetAgain()
    {
        await using var world = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", SampleJourneys.Of("soon", """{ "id": "w", "wait": "PT7S" }, { "id": "x", "wait": "P1D" }"""));
        await world.AddCustomerAsync();
        var rival = Intakes.Another(world);
        world.Store.Before(Intakes.SaveOfCustomer, async () =>
        {
            await rival.HandleAsync(world.Event("ann", "customer.updated", ("given_name", "Anna")), CampaignHarness.Cancel);
            world.Time.MoveTo(world.Time.Now + Duration.FromSeconds(4));
            world.Store.Before(Intakes.SaveOfCustomer, async () =>
            {
                // The timer fires before the save and finds nothing to do: it is spent.
                world.Time.MoveTo(world.Time.Now + Duration.FromSeconds(4));
                Assert.Equal(1, await world.Services.TimerDispatcher.FirePageAsync(CampaignHarness.Cancel));
                Assert.Null(await world.Services.Timers.NextAsync(CampaignHarness.Cancel));
            });
        });

        Assert.True(await world.Runner.HandleAsync(world.Event("ann", "app.opened"), CampaignHarness.Cancel));

        await world.RunToAsync("2026-06-03 12:00");
        Assert.Single(await world.TimelineAsync("ann", "ended"));
    }

    [Fact]
    public async Task Conflicts_EachPauseIsDrawnFromTwiceTheSpan_UpToTheLongest()
    {
        await using var world = await MeetAsync();
        var (time, rival) = (new InstantTimers(world.Time), Intakes.Another(world));
        var runner = Intakes.Another(world, time, new IntakeOptions
        {
            FirstPause = Duration.FromMilliseconds(100),
            LongestPause = Duration.FromMilliseconds(500),
            Random = new Half(),
        });
        var conflicts = 0;
        world.Store.Before(Intakes.SaveOfCustomer, InterfereAsync);

        Assert.True(await runner.HandleAsync(world.Event("ann", "app.opened"), CampaignHarness.Cancel));

        Assert.Equal([50, 100, 200, 250, 250], time.Spans.Select(span => span.TotalMilliseconds));

        async Task InterfereAsync()
        {
            await rival.HandleAsync(world.Event("ann", "customer.updated", ("given_name", $"Ann {conflicts}")), CampaignHarness.Cancel);
            if (++conflicts < 5)
                world.Store.Before(Intakes.SaveOfCustomer, InterfereAsync);
        }
    }

    [Fact]
    public async Task TwoProcessesWithManyEventsEach_AllAreTakenOnce()
    {
        await using var world = await MeetAsync();
        CampaignRunner[] processes = [world.Runner, Intakes.Another(world), Intakes.Another(world)];
        var events = Enumerable.Range(0, 60).Select(i => world.Event("ann", "app.opened", ("screen", $"s{i}"))).ToList();

        var taken = await Task.WhenAll(processes.SelectMany(process =>
            events.Select(@event => Task.Run(() => process.HandleAsync(@event, CampaignHarness.Cancel).AsTask()))));

        Assert.Equal(events.Count, taken.Count(fresh => fresh));
        Assert.All(processes, process => Assert.Equal(0, process.CustomersInIntake));
        Assert.Single(await world.TimelineAsync("ann", "entered"));
    }

    private static async Task<CampaignHarness> MeetAsync()
    {
        var world = await CampaignHarness.StartAsync("2026-06-01 12:00", Journey);
        await world.AddCustomerAsync();
        return world;
    }

    private static int AlarmsSet(CampaignHarness world) => world.Store.Log.Count(call => call == Intakes.SaveOfAlarms);

    /// <summary>Always the middle.</summary>
    private sealed class Half : Random
    {
        public override double NextDouble() => 0.5;
    }

    /// <summary>A clock whose timers fire immediately and are written down.</summary>
    private sealed class InstantTimers(VirtualTime time) : TimeProvider
    {
        public List<TimeSpan> Spans { get; } = [];

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Spans.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
