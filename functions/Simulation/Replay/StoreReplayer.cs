using System.Diagnostics;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Providers;
using NodaTime;

namespace Campaigns.Simulation.Replay;

/// <summary>
/// Replays a portfolio's history through the whole machine, store, queues and senders included: slower, and it leaves a store to look at,
/// and every message as a file where that is wanted. What it tells is the same.
/// </summary>
public static class StoreReplayer
{
    /// <summary>
    /// Replays the days given, both included, and writes <c>timeline.jsonl</c>, <c>summary.json</c> and the store into a folder.
    /// </summary>
    /// <param name="request">What; its history is sorted by time.</param>
    /// <param name="progress">Told the instant, and how many messages were sent.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ReplaySummary> RunAsync(ReplayRequest request, Action<Instant, long>? progress, CancellationToken cancel)
    {
        PrivateFiles.CreateFolder(request.Output);
        var time = new VirtualTime(request.Begins);
        using var timeline = new TimelineWriter(Path.Combine(request.Output, "timeline.jsonl"), request.History.TimeZone);
        var counter = new TimelineEventCounter();
        using var providers = request.Outbox is { } folder ? ProviderRegistry.CreateOutbox(folder, time) : null;
        await using var campaign = new VirtualCampaign(
            Path.Combine(request.Output, StoreLocation.ReplayFileName), time, request.Library, request.Templates, Providers(providers),
            new CompositeTimelineSink(timeline, counter), request.MaxConcurrency);
        using var stream = new PortfolioStream(request.History, request.Begins, request.Source);

        var watch = Stopwatch.StartNew();
        await campaign.RunAsync(stream, request.Ends, now =>
        {
            timeline.ThrowIfFailed();
            progress?.Invoke(now, counter.Sent);
        }, cancel);
        timeline.ThrowIfFailed();
        return Replayer.Write(request, stream.Count, counter, watch.Elapsed, await campaign.CountParkedAsync(cancel));
    }

    private static Dictionary<Channel, IChannelProvider> Providers(ProviderRegistry? outbox)
    {
        var dry = new DryRunProvider();
        return Channel.Contactable.Append(Channel.Agent).ToDictionary(channel => channel, channel => outbox?.ByChannel[channel] ?? dry);
    }
}
