using System.Text;
using System.Text.Json;
using Campaigns.Hosting;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Library;
using Campaigns.Simulation.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Simulation.Tests.Replay;

/// <summary>What walks in memory tell is, line by line, what the whole machine tells over a store.</summary>
public sealed class ReplayEqualityTests
{
    private static readonly CampaignFolder Shipped = CampaignFolder.Read(CampaignFolder.Shipped);

    [Fact]
    public async Task Timeline_OfTheSpanishPortfolio_IsThatOfTheStore()
    {
        using var replays = new TwoReplays();
        var file = SpainMotorFile.Sampled(replays.Folder);

        var (walked, stored) = await replays.TimelinesAsync(
            () => File.OpenRead(file), SpainMotorFile.Map, Library(), new LocalDate(2017, 1, 1), new LocalDate(2017, 6, 30));

        Assert.NotEmpty(stored);
        Assert.Equal(stored, walked);
    }

    [Fact]
    public async Task Timeline_OfAnyPortfolio_IsThatOfTheStore()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        await RandomPortfolio.Files.SampleAsync(async csv =>
        {
            using var replays = new TwoReplays();
            var (walked, stored) = await replays.TimelinesAsync(
                () => new MemoryStream(Encoding.UTF8.GetBytes(csv)), RandomPortfolio.Map, Library(), RandomPortfolio.From, RandomPortfolio.To);
            told.UnionWith(stored.Select(Kind));
            Assert.Equal(stored, walked);
        }, iter: Cases, threads: 1);

        // The portfolios are rich enough to say something: each of these is told of two cases in five, or more.
        foreach (var journey in Shipped.Journeys)
            Assert.Contains($"{journey.Journey.Id}/sent", told);
        Assert.Superset(
            new HashSet<string> { "gift-to-paid/deferred", "renewal-countdown/refused", "renewal-countdown/task", "gift-to-paid/exited",
                "win-back/ended" }, told);
    }

    private static string Kind(string line)
    {
        using var json = JsonDocument.Parse(line);
        var told = json.RootElement;
        return told.TryGetProperty("journey", out var journey) ? $"{journey}/{told.GetProperty("fact")}" : $"/{told.GetProperty("fact")}";
    }

    /// <summary>Each is half a year over a store of its own.</summary>
    private static int Cases => Environment.GetEnvironmentVariable("CAMPAIGNS_TEST_SWEEPS") == "sample" ? 30 : 300;

    private static FixedLibrary Library() =>
        new(Shipped.Catalog!, Shipped.Policy!, Shipped.Journeys.Select(journey => journey.Journey));
}
