using Campaigns.Definitions.ContactPolicies;
using Campaigns.Hosting;
using Campaigns.Portfolio.History;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Library;
using Campaigns.Simulation.Replay;
using NodaTime;

namespace Campaigns.Portfolio.Tests.Replay;

/// <summary>The Spanish portfolio through the whole machine, against an independent reading of the file and of the policy.</summary>
public sealed class PortfolioReplayTests : IDisposable
{
    private static readonly LocalDate From = new(2016, 11, 1);
    private static readonly LocalDate To = new(2019, 11, 30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Replay_WithoutLimits_ReachesExactlyTheMilestonesOfTheFile()
    {
        await ReplayAsync(ContactPolicy.Unlimited with { TimeZone = DateTimeZoneProviders.Tzdb["Europe/Madrid"] });

        var reached = ReplayedTimeline.Rungs(Timeline).ToList();

        Assert.Equal(reached.Count, reached.ToHashSet().Count);
        Assert.Equal(SpainMotorOracle.Reminders(SpainMotorFile.Sampled(_folder)).Order(), reached.Order());
    }

    [Fact]
    public async Task Replay_UnderTheShippedPolicy_KeepsItsPromises()
    {
        await ReplayAsync(policy: null);

        ReplayedTimeline.AssertPolicyKept(Timeline);
    }

    private string Timeline => Path.Combine(_folder.FullName, "timeline.jsonl");

    private async Task ReplayAsync(ContactPolicy? policy)
    {
        var campaign = CampaignFolder.Read(CampaignFolder.Shipped);
        var countdown = campaign.Journeys.Single(j => j.Journey.Id.Value == "renewal-countdown").Journey;
        await using var csv = File.OpenRead(SpainMotorFile.Sampled(_folder));
        using var history = PortfolioHistory.Sort(PortfolioReader.Open(csv, SpainMotorFile.Map).Reader!, from: null, To, byCustomer: true);
        var summary = await Replayer.RunAsync(
            new ReplayRequest(history, "spain", 0, From, To, new FixedLibrary(campaign.Catalog!, policy ?? campaign.Policy!, [countdown]),
                await CampaignFolder.ShippedTemplatesAsync(), _folder.FullName),
            progress: null, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{summary.Events:N0} events, {summary.Messages:N0} messages, {summary.Seconds} " +
            $"s, {summary.MessagesPerSecond:N0}/s, {summary.PeakMemoryMiB} MiB");
    }
}
