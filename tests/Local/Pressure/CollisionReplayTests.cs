using System.Globalization;
using System.Text;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Insights.Pressure;
using Campaigns.Local.Pressure;
using Campaigns.Portfolio;
using Campaigns.Portfolio.History;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Library;
using Campaigns.Simulation.Replay;
using NodaTime;

namespace Campaigns.Local.Tests.Pressure;

/// <summary>
/// A quarter of every twentieth customer of the Spanish portfolio, with a cross-sell campaign beside the renewal countdown.
/// </summary>
public sealed class CollisionReplayTests : IDisposable
{
    private const int Slice = 20;
    private static readonly LocalDate From = new(2017, 1, 1);
    private static readonly LocalDate To = new(2017, 3, 31);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-collisions-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Replay_WithPrioritiesAndLookAhead_TheRenewalWinsAndEveryPromiseIsKept()
    {
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        JourneyDefinition[] journeys =
        [
            shipped.Journeys.Single(j => j.Journey.Id.Value == "renewal-countdown").Journey,
            JourneyReader.Read(
                await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Pressure", "cross-sell.json"),
                    TestContext.Current.CancellationToken)).Definition!,
        ];

        var ranked = await ReplayAsync("ranked", shipped, shipped.Policy!, journeys);
        var equals = await ReplayAsync("equals", shipped, shipped.Policy! with { LookAhead = Duration.Zero },
            [.. journeys.Select(j => j with { Priority = 50 })]);

        Assert.True(Renewals(ranked).Messages < Renewals(equals).Messages, $"{Renewals(ranked)} against {Renewals(equals)}");
        Assert.True(Lost(Renewals(ranked)) < Lost(Renewals(equals)), $"{Renewals(ranked)} against {Renewals(equals)}");
        // A journey's own messages make way for its important ones, whatever its priority.
        var betweenEquals = equals.Collisions.Where(pair => pair.Waited != pair.WentFirst);
        var betweenRanked = ranked.Collisions.Where(pair => pair.Waited != pair.WentFirst);
        Assert.DoesNotContain(betweenEquals, pair => pair.Outranked + pair.Bumped > 0);
        Assert.DoesNotContain(betweenRanked, pair => pair.Waited.Value == "renewal-countdown" && pair.Outranked + pair.Bumped > 0);
        Assert.Contains(ranked.Collisions, pair => pair.Waited.Value == "cross-sell" && pair.Outranked > 0);
    }

    private static JourneyCollision Renewals(PortfolioPressure pressure) =>
        pressure.Collisions.Single(pair => pair.Waited.Value == "renewal-countdown" && pair.WentFirst.Value == "cross-sell");

    private static long Lost(JourneyCollision pair) => pair.Messages - pair.SentLater;

    private async Task<PortfolioPressure> ReplayAsync(
        string name, CampaignFolder campaign, ContactPolicy policy, JourneyDefinition[] journeys)
    {
        await using var csv = await RowsAsync();
        using var history = PortfolioHistory.Sort(PortfolioReader.Open(csv, SpainMotorFile.Map).Reader!, from: null, To, byCustomer: true);
        var folder = Path.Combine(_folder.FullName, name);
        await Replayer.RunAsync(
            new ReplayRequest(history, "spain", 0, From, To, new FixedLibrary(campaign.Catalog!, policy, journeys),
                await CampaignFolder.ShippedTemplatesAsync(), folder),
            progress: null, TestContext.Current.CancellationToken);
        var timeline = Path.Combine(folder, "timeline.jsonl");
        ReplayedTimeline.AssertPolicyKept(timeline);
        return PressureReader.OfTimeline(timeline, PressurePeriod.Always, TestContext.Current.CancellationToken);
    }

    private static async Task<MemoryStream> RowsAsync()
    {
        var rows = new StringBuilder();
        await foreach (var line in File.ReadLinesAsync(SpainMotorFile.Path, TestContext.Current.CancellationToken))
        {
            // The heading, and one customer of twenty.
            if (!int.TryParse(line.AsSpan(0, Math.Max(0, line.IndexOf(';'))), CultureInfo.InvariantCulture, out var id) || id % Slice == 0)
                rows.Append(line).Append('\n');
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString()));
    }
}
