using System.Diagnostics;
using System.Text.Json;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Portfolio.History;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Providers;
using NodaTime;

namespace Campaigns.Portfolio.Replay;

/// <summary>Replays a portfolio's history through the engine, policy, queues and senders on a virtual clock.</summary>
public static class Replayer
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// Replays the days given, both included, and writes <c>timeline.jsonl</c>, <c>summary.json</c> and the store into a folder.
    /// </summary>
    public static async Task<ReplaySummary> RunAsync(ReplayRequest request, Action<Instant, long>? progress, CancellationToken cancel)
    {
        PrivateFiles.CreateFolder(request.Output);
        var zone = request.History.TimeZone;
        var from = zone.StartOf(request.From);
        var until = zone.StartOf(request.To.Saturated().PlusDays(1)) - Duration.FromTicks(1);
        var time = new VirtualTime(from);
        using var timeline = new TimelineWriter(Path.Combine(request.Output, "timeline.jsonl"), zone);
        var counter = new TimelineEventCounter();
        using var providers = request.Outbox is { } folder ? ProviderRegistry.CreateOutbox(folder, time) : null;
        await using var campaign = new VirtualCampaign(
            Path.Combine(request.Output, StoreLocation.ReplayFileName), time, request.Library, request.Templates, Providers(providers),
            new CompositeTimelineSink(timeline, counter));
        using var stream = new PortfolioStream(request.History, from, request.Source);

        var watch = Stopwatch.StartNew();
        await campaign.RunAsync(stream, until, now =>
        {
            timeline.ThrowIfFailed();
            progress?.Invoke(now, counter.Sent);
        }, cancel);
        timeline.ThrowIfFailed();
        var parked = await campaign.CountParkedAsync(cancel);
        watch.Stop();
        using var process = Process.GetCurrentProcess();
        var summary = new ReplaySummary(
            stream.Count, request.Rejected, counter.Sent, Math.Round(watch.Elapsed.TotalSeconds, 2),
            Math.Round(counter.Sent / watch.Elapsed.TotalSeconds), Math.Round(process.PeakWorkingSet64 / 1048576.0), counter.ByJourney())
        {
            Parked = parked,
        };
        PrivateFiles.Replace(Path.Combine(request.Output, "summary.json"), JsonSerializer.SerializeToUtf8Bytes(summary, Indented));
        return summary;
    }

    private static Dictionary<Channel, IChannelProvider> Providers(ProviderRegistry? outbox)
    {
        var dry = new DryRunProvider();
        return Channel.Contactable.Append(Channel.Agent).ToDictionary(channel => channel, channel => outbox?.ByChannel[channel] ?? dry);
    }
}

/// <summary>What to replay.</summary>
/// <param name="History">The sorted history.</param>
/// <param name="Source">The file's name.</param>
/// <param name="Rejected">How many of its rows could not be used.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Output">The folder to write to.</param>
public sealed record ReplayRequest(
    PortfolioHistory History, string Source, long Rejected, LocalDate From, LocalDate To,
    ICampaignLibrary Library, TemplateSet Templates, string Output)
{
    /// <summary>Where to write each message as a file; null: nowhere, messages are rendered and counted.</summary>
    public string? Outbox { get; init; }
}
