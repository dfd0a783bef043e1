using Campaigns.Hosting;
using Campaigns.Portfolio;
using Campaigns.Portfolio.History;
using Campaigns.Runtime.Ports;
using Campaigns.Simulation.Replay;
using NodaTime;

namespace Campaigns.Simulation.Tests.Support;

/// <summary>One history replayed twice: by walks in memory, and through the whole machine over an embedded store.</summary>
internal sealed class TwoReplays : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-two-replays-");

    public DirectoryInfo Folder => _folder;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The lines of both timelines, sorted.</summary>
    public async Task<(string[] Walked, string[] Stored)> TimelinesAsync(
        Func<Stream> csv, PortfolioMap map, ICampaignLibrary library, LocalDate from, LocalDate to)
    {
        var templates = await CampaignFolder.ShippedTemplatesAsync();
        return (await ReplayAsync(byCustomer: true), await ReplayAsync(byCustomer: false));

        async Task<string[]> ReplayAsync(bool byCustomer)
        {
            await using var file = csv();
            using var history = PortfolioHistory.Sort(
                PortfolioReader.Open(file, map).Reader!, from: null, to, rejected => Assert.Fail($"{rejected}"), byCustomer: byCustomer);
            var output = Path.Combine(_folder.FullName, byCustomer ? "walked" : "stored");
            var request = new ReplayRequest(history, "portfolio.csv", 0, from, to, library, templates, output)
            {
                MaxConcurrency = 1, // two messages of one customer at one instant would be handed over in either order
            };
            var summary = byCustomer
                ? await Replayer.RunAsync(request, progress: null, TestContext.Current.CancellationToken)
                : await StoreReplayer.RunAsync(request, progress: null, TestContext.Current.CancellationToken);
            Assert.Equal(0, summary.Parked);
            var lines = await File.ReadAllLinesAsync(Path.Combine(output, "timeline.jsonl"), TestContext.Current.CancellationToken);
            Array.Sort(lines, StringComparer.Ordinal);
            return lines;
        }
    }
}
