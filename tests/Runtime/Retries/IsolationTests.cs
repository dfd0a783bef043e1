using Campaigns.Hosting;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Retries;

/// <summary>One customer of fifty fails at one step of one loop: all others finish, and so does the one once the fault is gone.</summary>
public sealed class IsolationTests
{
    /// <summary>Each loop with the steps it reaches.</summary>
    public static TheoryData<FaultLoop, FaultStep> Parking
    {
        get
        {
            var data = new TheoryData<FaultLoop, FaultStep>();
            foreach (var loop in (FaultLoop[])[FaultLoop.Timers, FaultLoop.Dates, FaultLoop.Schedule, FaultLoop.Resume, FaultLoop.Replay,
                FaultLoop.Import])
            {
                foreach (var step in (FaultStep[])[FaultStep.Load, FaultStep.Decide, FaultStep.NewerFormat, FaultStep.Save, FaultStep.Queue,
                    FaultStep.Announce])
                    data.Add(loop, step);
            }

            foreach (var loop in (FaultLoop[])[FaultLoop.Dates, FaultLoop.Schedule, FaultLoop.Resume, FaultLoop.Replay, FaultLoop.Import])
                data.Add(loop, FaultStep.SetTimer);
            foreach (var step in (FaultStep[])[FaultStep.Load, FaultStep.Decide, FaultStep.NewerFormat, FaultStep.Save, FaultStep.Announce,
                FaultStep.Report])
                data.Add(FaultLoop.Senders, step);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Parking))]
    public async Task OneFails_TheOthersFinish_AndTheOneDoesAfterResend(FaultLoop loop, FaultStep step)
    {
        await using var scenario = await FaultScenario.StartAsync(loop);

        await scenario.RunAsync(step);

        Assert.True(scenario.Faults.Count > 0, "the step is reached");
        // What cannot be announced is announced with what became of the message: that came at the provider, once.
        var delivered = step == FaultStep.Announce;
        Assert.Equal(scenario.Ids.Where(id => delivered || id != FaultScenario.Victim).Order(), scenario.Reached().Order());
        var parked = await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel);
        Assert.All(parked, letter => Assert.Equal(FaultScenario.Victim, letter.Customer?.Value));
        Assert.Contains(parked, letter => letter.DeadLetter.Reason.Contains(
            step switch { FaultStep.Decide => "cannot be read", FaultStep.NewerFormat => "newer version", _ => "injected" },
            StringComparison.Ordinal));

        await scenario.ResendAsync();

        Assert.Equal(scenario.Ids.Order(), scenario.Reached().Order());
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Theory]
    [InlineData(FaultStep.Load)]
    [InlineData(FaultStep.Decide)]
    [InlineData(FaultStep.NewerFormat)]
    [InlineData(FaultStep.SetTimer)]
    [InlineData(FaultStep.Save)]
    [InlineData(FaultStep.Announce)]
    public async Task OneOfABatchFails_ItHasItsOwnResult_AndTheOthersAreStored(FaultStep step)
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Batch);

        await scenario.RunAsync(step);

        Assert.True(scenario.Faults.Count > 0, "the step is reached");
        Assert.Equal(scenario.Ids.Where(id => id != FaultScenario.Victim).Order(), scenario.Reached().Order());

        var again = await scenario.PostAsync();
        await scenario.Harness.RunToAsync("2026-06-02 18:00");

        Assert.Equal(scenario.Ids.Select(id => (id, id == FaultScenario.Victim ? "Accepted" : "Duplicate")), again);
        Assert.Equal(scenario.Ids.Order(), scenario.Reached().Order());
    }

    [Theory]
    [InlineData(FaultLoop.Timers)]
    [InlineData(FaultLoop.Dates)]
    [InlineData(FaultLoop.Schedule)]
    [InlineData(FaultLoop.Resume)]
    [InlineData(FaultLoop.Replay)]
    [InlineData(FaultLoop.Import)]
    public async Task StoreUnavailableForOne_CountsNoAttempt_AndTheOneFinishesByItself(FaultLoop loop)
    {
        await using var scenario = await FaultScenario.StartAsync(loop);
        scenario.Faults.Failure = () => new StoreUnavailableException("away, for this customer");

        await scenario.RunAsync(FaultStep.Load);

        Assert.True(scenario.Faults.Count > CustomerWorkQueue.MaxAttempts, "it is tried often");
        Assert.Equal(scenario.Ids.Where(id => id != FaultScenario.Victim).Order(), scenario.Reached().Order());
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
        Assert.Empty(await scenario.Harness.TimelineAsync(FaultScenario.Victim, "faulted", "parked"));

        scenario.Faults.Step = FaultStep.None;
        await scenario.Harness.RunToAsync("2026-06-02 18:00");

        Assert.Equal(scenario.Ids.Order(), scenario.Reached().Order());
    }

    [Fact]
    public async Task ProviderFailsForOne_ItIsUnknownAndADeadLetter_AndTheOthersAreSent()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Senders);

        await scenario.RunAsync(FaultStep.Provider);

        Assert.Equal(scenario.Ids.Where(id => id != FaultScenario.Victim).Order(), scenario.Reached().Order());
        Assert.Equal(FaultScenario.Victim,
            Assert.Single(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).Customer?.Value);
        Assert.Single(await scenario.Harness.TimelineAsync(FaultScenario.Victim, "unknown"));
    }

    [Fact]
    public async Task PublisherFailsForOne_TheOthersArePublished_AndTheOneIsAfterResend()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Senders);

        await scenario.RunAsync(FaultStep.Publish);

        Assert.Equal(scenario.Ids.Order(), scenario.Reached().Order());
        Assert.Equal(scenario.Ids.Where(id => id != FaultScenario.Victim).Order(), SentOf(scenario).Order());
        Assert.All(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel), letter =>
            Assert.Equal(("facts", FaultScenario.Victim), (letter.Queue, letter.Customer?.Value)));

        await scenario.ResendAsync();

        Assert.Equal(scenario.Ids.Order(), SentOf(scenario).Order());
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Theory]
    [InlineData(FaultLoop.Timers)]
    [InlineData(FaultLoop.Replay)]
    [InlineData(FaultLoop.Senders)]
    public async Task StatisticsFailForOne_NobodysWorkFails(FaultLoop loop)
    {
        await using var scenario = await FaultScenario.StartAsync(loop);

        await scenario.RunAsync(FaultStep.Statistics);

        Assert.True(scenario.Faults.Count > 0, "the step is reached");
        Assert.Equal(scenario.Ids.Order(), scenario.Reached().Order());
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Fact]
    public async Task Failures_AreToldOnTheTimelineTwiceAtMost_HoweverOftenTheyHappen()
    {
        await using var scenario = await FaultScenario.StartAsync(FaultLoop.Timers);

        await scenario.RunAsync(FaultStep.SetTimer);
        await scenario.RunAsync(FaultStep.Queue);
        await scenario.Harness.DeadLetters.ResendAsync(wanted: null, CampaignHarness.Cancel);
        await scenario.Harness.RunToAsync("2026-06-02 06:00");

        Assert.Equal(["faulted internal-error", "parked internal-error"],
            (await scenario.Harness.TimelineAsync(FaultScenario.Victim, "faulted", "parked")).Select(line => line[17..]).Distinct());
        Assert.InRange((await scenario.Harness.TimelineAsync(FaultScenario.Victim, "faulted", "parked")).Count, 2, 4); // two days
    }

    [Fact]
    public async Task APageOfFailingTimers_HidesNoneBehindIt()
    {
        var faults = new FaultInjector(customer => customer.StartsWith("bad", StringComparison.Ordinal));
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", new RecordingProvider(), new RecordingPublisher(),
            faults, TestStores.OpenAsync, SampleJourneys.Of("hello", $$"""{ "id": "w", "wait": "PT1H" }, {{SampleJourneys.Send("s")}}"""));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        var earlier = harness.Time.Now + Duration.FromMinutes(1);
        await harness.Services.Timers.SetAsync(
            [.. Enumerable.Range(0, TimerDispatcher.PageSize + 1).Select(i => new WakeTimer(earlier, new($"bad{i}"), Enrollment: null))],
            CampaignHarness.Cancel);
        faults.Step = FaultStep.Load;
        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 13:00"));

        Assert.Equal(TimerDispatcher.PageSize, await harness.Services.TimerDispatcher.FirePageAsync(CampaignHarness.Cancel));
        Assert.Equal(2, await harness.Services.TimerDispatcher.FirePageAsync(CampaignHarness.Cancel));
        await harness.RunDueAsync();

        Assert.Single(harness.Provider.Delivered);
    }

    private static IEnumerable<string> SentOf(FaultScenario scenario) =>
        scenario.Publisher.Distinct.Where(e => e.Type.EndsWith("sent", StringComparison.Ordinal)).Select(FaultScenario.CustomerOf);
}
