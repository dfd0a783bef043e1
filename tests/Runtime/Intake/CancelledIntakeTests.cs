using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>A caller who gives up loses at most what it brought itself.</summary>
public sealed class CancelledIntakeTests
{
    private static readonly string Waiting = SampleJourneys.Of(
        "waiting", """{ "id": "w", "wait": "P9D" }""", entry: """{ "on": "app.opened", "key": ["event.screen"] }""");

    [Fact]
    public async Task GivesUpWhileItWaits_ItsEventIsNotTaken_AndTheOthersAre()
    {
        await using var world = await MeetAsync();
        using var giveUp = new CancellationTokenSource();
        var events = Intakes.Screens(world, 6).Select((@event, i) => (@event, i is 1 or 3 ? giveUp.Token : CampaignHarness.Cancel))
            .ToList();

        var tasks = await Intakes.TakeAtOnceAsync(world, world.Runner, events, _ => giveUp.CancelAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[1]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[3]);
        Assert.All(await Task.WhenAll(tasks[0], tasks[2], tasks[4], tasks[5]), Assert.True);
        Assert.Equal(["s0", "s2", "s4", "s5"], await Intakes.EnteredAsync(world));
    }

    [Theory]
    [InlineData(1)] // whose caller takes the batch
    [InlineData(4)]
    public async Task GivesUpWhileItsBatchIsTaken_TheOthersAreTaken(int which)
    {
        await using var world = await MeetAsync();
        using var giveUp = new CancellationTokenSource();
        var events = Intakes.Screens(world, 6).Select((@event, i) => (@event, i == which ? giveUp.Token : CampaignHarness.Cancel)).ToList();

        var tasks = await Intakes.TakeAtOnceAsync(world, world.Runner, events, _ =>
        {
            world.Store.Before(Intakes.SaveOfCustomer, giveUp.CancelAsync);
            return Task.CompletedTask;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[which]);
        Assert.All(await Task.WhenAll(tasks.Where((_, i) => i != which)), Assert.True);
        Assert.Equal(0, world.Runner.CustomersInIntake);
        Assert.Equal(["s0", "s1", "s2", "s3", "s4", "s5"], await Intakes.EnteredAsync(world));
    }

    [Fact]
    public async Task AllGiveUpWhileTheirBatchIsTaken_ItIsAbandoned_AndTheNextIsTaken()
    {
        await using var world = await MeetAsync();
        using var giveUp = new CancellationTokenSource();
        var late = Task.FromResult(false);
        var events = Intakes.Screens(world, 4).Select((@event, i) => (@event, i > 0 ? giveUp.Token : CampaignHarness.Cancel)).ToList();

        var tasks = await Intakes.TakeAtOnceAsync(world, world.Runner, events, all =>
        {
            world.Store.Before("Read customers", async () =>
            {
                late = world.Runner.HandleAsync(world.Event("ann", "app.opened", ("screen", "late")), CampaignHarness.Cancel).AsTask();
                await giveUp.CancelAsync();
                foreach (var task in all[1..])
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
            });
            return Task.CompletedTask;
        });

        Assert.True(await tasks[0]);
        foreach (var task in tasks[1..])
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(await late);
        Assert.Equal(["s0", "late"], await Intakes.EnteredAsync(world));
    }

    /// <summary>
    /// Whoever comes, brings or repeats what, and gives up when: all are answered, the answers are true, and nothing is
    /// kept.
    /// </summary>
    [Fact]
    public async Task AnyCallers_AllAreAnswered_TrulyAndOnce()
    {
        await using var world = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        var round = 0;
        // What it brings, whether it can be decided, and whether its caller gives up at some time.
        var callers = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[0, 3]).Array[1, 24];
        await callers.SampleAsync(async all =>
        {
            var name = $"r{Interlocked.Increment(ref round)}";
            var answers = await Task.WhenAll(all.Select(caller => Task.Run(() => CallAsync(caller))))
                .WaitAsync(TimeSpan.FromMinutes(1), CampaignHarness.Cancel);
            await CheckAsync(name, all, answers);

            async Task<bool?> CallAsync((int What, int Faulty, int GivesUp) caller)
            {
                using var giveUp = new CancellationTokenSource();
                var opened = world.Event(name, "app.opened", ("screen", $"{caller.What}")) with { Id = $"{caller.What}" };
                var brought = caller.Faulty == 0 ? opened with { Data = null!, Id = "faulty" } : opened;
                var task = world.Runner.HandleAsync(brought, giveUp.Token).AsTask();
                if (caller.GivesUp == 0)
                    await giveUp.CancelAsync();
                try
                {
                    return await task;
                }
                catch (OperationCanceledException) when (caller.GivesUp == 0)
                {
                    return null;
                }
                catch (NullReferenceException) when (caller.Faulty == 0)
                {
                    return null;
                }
            }
        }, iter: TestStores.OnAzure ? 10 : 100, threads: 1);
        Assert.Equal(0, world.Runner.CustomersInIntake);

        async Task CheckAsync(string name, (int What, int Faulty, int GivesUp)[] all, bool?[] answers)
        {
            var entered = await Intakes.EnteredAsync(world, name);
            Assert.Equal(entered.Distinct(), entered);
            foreach (var what in all.Where(caller => caller.Faulty > 0).Select(caller => caller.What).Distinct())
            {
                var told = all.Zip(answers).Where(pair => pair.First.What == what && pair.First.Faulty > 0)
                    .Select(pair => pair.Second).ToList();
                var stays = told.Exists(answer => answer is not null);
                Assert.True(!stays || entered.Contains($"{what}"), $"{what} was acknowledged and not taken");
                Assert.InRange(told.Count(answer => answer == true), stays && told.TrueForAll(answer => answer is not null) ? 1 : 0, 1);
            }
        }
    }

    private static async Task<CampaignHarness> MeetAsync()
    {
        var world = await CampaignHarness.StartAsync("2026-06-01 12:00", Waiting);
        await world.AddCustomerAsync();
        return world;
    }
}
