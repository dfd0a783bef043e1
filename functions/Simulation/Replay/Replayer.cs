using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Campaigns.Portfolio.Replay;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Walks;
using NodaTime;

namespace Campaigns.Simulation.Replay;

/// <summary>Replays a portfolio's history through journeys, contact policy and texts on a virtual clock, customer by customer.</summary>
public static class Replayer
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Replays the days given, both included, and writes <c>timeline.jsonl</c> and <c>summary.json</c> into a folder.</summary>
    /// <param name="request">What; its history is sorted by customer.</param>
    /// <param name="progress">Told how many of the history's events are over, and how many messages were sent.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ReplaySummary> RunAsync(ReplayRequest request, Action<long, long>? progress, CancellationToken cancel)
    {
        PrivateFiles.CreateFolder(request.Output);
        var watch = Stopwatch.StartNew();
        var zone = request.History.TimeZone;
        using var timeline = new TimelineWriter(Path.Combine(request.Output, "timeline.jsonl"), zone);
        using var texts = new TextDelivery(request.Library, request.Templates);
        var lines = new OrderedLines(timeline);
        var workers = new ConcurrentBag<ReplayWorker>();
        var customers = new ReplayedCustomers(request);
        var run = new SimulationRun(Rules(request), () =>
        {
            var worker = new ReplayWorker(texts, lines, zone);
            workers.Add(worker);
            return worker;
        })
        {
            Progress = progress is null ? null : _ => progress(customers.Events, workers.Sum(worker => worker.Counter.Sent)),
        };
        await run.RunAsync(customers.Read(), cancel);
        cancel.ThrowIfCancellationRequested();

        var counter = new TimelineEventCounter();
        foreach (var worker in workers)
        {
            counter.Add(worker.Counter);
            worker.Dispose();
        }

        return Write(request, customers.Events, counter, watch.Elapsed, workers.Sum(worker => worker.Failed));
    }

    /// <summary>Writes the summary of a replay.</summary>
    internal static ReplaySummary Write(ReplayRequest request, long events, TimelineEventCounter counter, TimeSpan elapsed, long parked)
    {
        using var process = Process.GetCurrentProcess();
        var summary = new ReplaySummary(
            events, request.Rejected, counter.Sent, Math.Round(elapsed.TotalSeconds, 2),
            Math.Round(counter.Sent / elapsed.TotalSeconds), Math.Round(process.PeakWorkingSet64 / 1048576.0), counter.ByJourney())
        {
            Parked = parked,
        };
        PrivateFiles.Replace(Path.Combine(request.Output, "summary.json"), JsonSerializer.SerializeToUtf8Bytes(summary, Indented));
        return summary;
    }

    private static SimulationRules Rules(ReplayRequest request)
    {
        var (from, until) = (request.Begins, request.Ends);
        // A schedule owes nothing from before the clock first stopped: at the first event, or at the first occurrence of any.
        var first = request.History.First is { } at ? Instant.Max(at, from) : until;
        foreach (var sweep in ScheduledSweep.Between(request.Library, from, first))
            first = Instant.Min(first, sweep.At);
        return new SimulationRules(request.Library, until)
        {
            Templates = LiveTemplates.Of(request.Templates),
            Replies = request.Templates.Replies,
            Sweeps = ScheduledSweep.Between(request.Library, first, until),
        };
    }
}
