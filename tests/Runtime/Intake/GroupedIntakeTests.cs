using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>
/// Events of one customer that come while another is being taken share one unit of work, and each caller hears of its
/// own.
/// </summary>
public sealed class GroupedIntakeTests
{
    private static readonly string Waiting = SampleJourneys.Of(
        "waiting", """{ "id": "w", "wait": "P9D" }""", entry: """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static async Task<CampaignHarness> MeetAsync()
    {
        var world = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        await world.AddCustomerAsync();
        return world;
    }

    [Fact]
    public async Task FiftyAtOnce_AreTakenInTwoUnitsOfWork_InTheOrderOfTheirArrival()
    {
        await using var world = await MeetAsync();
        var before = world.Store.Log.Count;

        var taken = await Task.WhenAll(await Intakes.TakeAtOnceAsync(world, Intakes.Screens(world, 50)));

        Assert.All(taken, Assert.True);
        Assert.Equal(2, world.Store.Log.Skip(before).Count(call => call == Intakes.SaveOfCustomer));
        Assert.Equal(2, world.Store.Log.Skip(before).Count(call => call == Intakes.SaveOfAlarms));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"s{i}"), await Intakes.EnteredAsync(world));
        Assert.Equal(0, world.Runner.CustomersInIntake);
    }

    [Fact]
    public async Task MoreThanAUnitOfWorkHolds_AreTakenInSeveral()
    {
        await using var world = await MeetAsync();

        var taken = await Task.WhenAll(await Intakes.TakeAtOnceAsync(world, Intakes.Screens(world, 150)));

        Assert.All(taken, Assert.True);
        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"s{i}"), await Intakes.EnteredAsync(world));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task OneCannotBeDecided_ItsCallerHearsIt_AndTheOthersAreTakenInOrder(int which)
    {
        await using var world = await MeetAsync();
        var events = Intakes.Screens(world, 10);
        events[which] = Intakes.Faulty(world);

        // The first is being saved when the others come: one before it, so that the faulty one is always among those that wait.
        var tasks = await Intakes.TakeAtOnceAsync(world, events.Prepend(world.Event("ann", "app.opened", ("screen", "first"))));

        await Assert.ThrowsAsync<NullReferenceException>(() => tasks[which + 1]);
        Assert.All(await Task.WhenAll(tasks.Where((_, i) => i != which + 1)), Assert.True);
        var others = Enumerable.Range(0, 10).Where(i => i != which).Select(i => $"s{i}");
        Assert.Equal(others.Prepend("first"), await Intakes.EnteredAsync(world));
    }

    [Fact]
    public async Task TooMuchTogetherForTheStore_IsTakenInSeveralUnits()
    {
        await using var world = await MeetAsync();
        var much = new string('x', 60_000);
        var events = Intakes.Screens(world, 60).ConvertAll(@event => @event with { Data = @event.Data.With([new("note", much)]) });

        Assert.All(await Task.WhenAll(await Intakes.TakeAtOnceAsync(world, events)), Assert.True);
        Assert.Equal(60, (await Intakes.EnteredAsync(world)).Count);
    }

    [Fact]
    public async Task SomeKnownAlready_EachCallerHearsOfItsOwn()
    {
        await using var world = await MeetAsync();
        var events = Intakes.Screens(world, 20);
        foreach (var known in events.Where((_, i) => i % 3 == 1))
            Assert.True(await world.Runner.HandleAsync(known, CampaignHarness.Cancel));
        var before = world.Store.Log.Count;

        var taken = await Task.WhenAll(await Intakes.TakeAtOnceAsync(world, events));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 3 != 1), taken);
        // The first; the rest, refused; the rest without those known.
        Assert.Equal(3, world.Store.Log.Skip(before).Count(call => call == Intakes.SaveOfCustomer));
        Assert.Equal(20, (await Intakes.EnteredAsync(world)).Count);
    }

    [Fact]
    public async Task TheSameByMany_OneHearsThatItWasNew()
    {
        await using var world = await MeetAsync();
        var opened = world.Event("ann", "app.opened", ("screen", "home"));

        var taken = await Task.WhenAll(await Intakes.TakeAtOnceAsync(world, Enumerable.Repeat(opened, 30)));

        Assert.Equal(0, Array.IndexOf(taken, true));
        Assert.Single(taken, true);
        Assert.Equal(["home"], await Intakes.EnteredAsync(world));
    }

    [Fact]
    public async Task InOrder_LargeBatchWithKnownEvents_AnswersForEach()
    {
        await using var world = await MeetAsync();
        var events = Intakes.Screens(world, 150);
        Assert.Equal(2, await world.Runner.HandleAsync([events[7], events[100]], CampaignHarness.Cancel));
        var before = world.Store.Log.Count;

        var taken = await world.Runner.TakeEachAsync(events, CampaignHarness.Cancel);

        Assert.Equal(Enumerable.Range(0, 150).Select(i => i is not (7 or 100)), taken.Select(one => one.Fresh));
        // Each unit is more than a batch of the store holds, and written by way of a journal.
        Assert.InRange(world.Store.Log.Skip(before).Count(call => call == Intakes.SaveOfCustomer), 3, 15);
    }

    [Fact]
    public async Task InOrder_OneCannotBeDecided_ItsFailureIsTold_AndAllOthersAreTaken()
    {
        await using var world = await MeetAsync();
        var events = Intakes.Screens(world, 100);
        events[3] = Intakes.Faulty(world);

        var taken = await world.Runner.TakeEachAsync(events, CampaignHarness.Cancel);

        Assert.IsType<NullReferenceException>(taken[3].Failure);
        Assert.All(taken.Where((_, i) => i != 3), one => Assert.Null(one.Failure));
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i != 3).Select(i => $"s{i}"), await Intakes.EnteredAsync(world));
    }

    [Fact]
    public async Task StoreIsAway_EachCallerHearsIt_AndTellsItAgain()
    {
        await using var world = await MeetAsync();
        var events = Intakes.Screens(world, 20);
        var tasks = await Intakes.TakeAtOnceAsync(world, events, _ =>
        {
            world.Store.CrashAt(1, afterwards: false);
            return Task.CompletedTask;
        });

        foreach (var task in tasks)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => task);
        Assert.Equal(0, world.Runner.CustomersInIntake);
        world.Store.Restart();
        Assert.All(await Task.WhenAll(events.Select(@event => world.Runner.HandleAsync(@event, CampaignHarness.Cancel).AsTask())),
            Assert.True);
    }

    [Fact]
    public async Task TooManyWait_TheOneTooManyIsAskedToComeAgain()
    {
        await using var world = await MeetAsync();
        var runner = Intakes.Another(world, options: new IntakeOptions { MaxWaiting = 5 });
        var events = Intakes.Screens(world, 8).ConvertAll(@event => (@event, CampaignHarness.Cancel));

        var tasks = await Intakes.TakeAtOnceAsync(world, runner, events);

        Assert.All(await Task.WhenAll(tasks[..6]), Assert.True);
        foreach (var refused in tasks[6..])
            await Assert.ThrowsAsync<StoreUnavailableException>(() => refused);
        Assert.Equal(6, (await Intakes.EnteredAsync(world)).Count);
    }

    [Fact]
    public async Task ManyCustomers_NothingIsKeptOfThem()
    {
        await using var world = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        const int customers = 500, each = 3;
        var events = Enumerable.Range(0, customers * each)
            .Select(i => world.Event($"c{i % customers}", "app.opened", ("screen", $"s{i / customers}"))).ToList();

        var taken = await Task.WhenAll(
            events.Select(@event => Task.Run(() => world.Runner.HandleAsync(@event, CampaignHarness.Cancel).AsTask())));

        Assert.All(taken, Assert.True);
        Assert.Equal(0, world.Runner.CustomersInIntake);
    }

    [Fact]
    public async Task WhileOneCustomersEventIsTaken_OthersDoNotWait()
    {
        await using var world = await MeetAsync();
        var bob = false;

        await Task.WhenAll(await Intakes.TakeAtOnceAsync(world, Intakes.Screens(world, 2), async _ =>
            bob = await world.Runner.HandleAsync(world.Event("bob", "app.opened"), CampaignHarness.Cancel)));

        Assert.True(bob);
    }
}
