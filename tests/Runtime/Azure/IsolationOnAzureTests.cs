using Campaigns.Azurite;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>What differs on Azure storage: its queues take delays and sizes in another way. A few customers are enough.</summary>
public sealed class IsolationOnAzureTests
{
    private const int Customers = 4;

    [Theory]
    [InlineData(FaultLoop.Timers, FaultStep.Save)]
    [InlineData(FaultLoop.Schedule, FaultStep.Load)]
    [InlineData(FaultLoop.Import, FaultStep.Decide)]
    public async Task OneFails_TheOthersFinish_AndTheOneDoesAfterResend(FaultLoop loop, FaultStep step)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        await using var scenario = await FaultScenario.StartAsync(loop, Customers, async (_, time) =>
            new VisibilityTrackingStore(await SharedAzurite.OpenAsync(time), time));

        await scenario.RunAsync(step);

        Assert.Equal(scenario.Ids.Where(id => id != FaultScenario.Victim), scenario.Reached().Order());
        Assert.Equal(FaultScenario.Victim,
            Assert.Single(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).Customer?.Value);

        await scenario.ResendAsync();

        Assert.Equal(scenario.Ids, scenario.Reached().Order());
        Assert.Empty(await scenario.Harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }
}
