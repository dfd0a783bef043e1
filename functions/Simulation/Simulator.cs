using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Portfolio.Replay;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Reports;
using Campaigns.Simulation.Walks;
using NodaTime;

namespace Campaigns.Simulation;

/// <summary>Answers what would happen: walks customers forward from where they stand, and counts.</summary>
public static class Simulator
{
    /// <summary>Simulates.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told how many customers have reached the end, and how many messages were sent.</param>
    /// <param name="cancel">Stops it: the report is then about the customers who have reached the end.</param>
    public static async Task<SimulationReport> RunAsync(
        SimulationRequest request, Action<long, long>? progress, CancellationToken cancel) =>
        (await RunAsync(request, outcomes: null, progress, cancel)).Report;

    /// <summary>Simulates under two sets of rules.</summary>
    /// <param name="before">Under the rules in force.</param>
    /// <param name="after">Under the others; the rest is the same.</param>
    /// <param name="progress">Told how many walks have reached the end, of twice as many as there are customers, and the messages.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<SimulationComparison> CompareAsync(
        SimulationRequest before, SimulationRequest after, Action<long, long>? progress, CancellationToken cancel)
    {
        var was = new ConcurrentDictionary<string, (int, int)>(StringComparer.Ordinal);
        var becomes = new ConcurrentDictionary<string, (int, int)>(StringComparer.Ordinal);
        var (first, walked) = await RunAsync(before, was, progress, cancel);
        var (second, _) = await RunAsync(
            after, becomes, progress is null ? null : (customers, messages) => progress(walked + customers, messages), cancel);
        return SimulationComparison.Of(first, second, was, becomes);
    }

    private static async Task<(SimulationReport Report, long Walked)> RunAsync(
        SimulationRequest request, ConcurrentDictionary<string, (int, int)>? outcomes, Action<long, long>? progress,
        CancellationToken cancel)
    {
        var zone = request.Library.ContactPolicy.TimeZone;
        var from = request.Begins.InZone(zone).Date;
        var to = from.PlusDays(request.Days - 1);
        var until = zone.StartOf(to.PlusDays(1)) - Duration.FromTicks(1);
        var rules = new SimulationRules(request.Library, until)
        {
            Ids = request.Ids,
            Templates = LiveTemplates.Of(request.Templates),
            Replies = request.Templates.Replies,
            Sweeps = ScheduledSweep.Between(request.Library, request.Begins, until),
        };
        var behaviour = new BehavingCustomers(request.Behaviour, new SeededRandom(request.Seed), request.Library);
        using var timeline = request.Timeline is { } file ? new TimelineWriter(file, zone) : null;
        var lines = timeline is null ? null : new OrderedLines(timeline);
        var workers = new ConcurrentBag<SimulationWorker>();
        var run = new SimulationRun(rules, () =>
        {
            var worker = new SimulationWorker(request, behaviour, lines, outcomes);
            workers.Add(worker);
            return worker;
        })
        {
            Progress = progress is null ? null : customers => progress(customers, workers.Sum(worker => worker.Tally.Messages)),
        };
        var walked = await run.RunAsync(request.Customers(), cancel);
        var all = new SimulationTally(zone);
        foreach (var worker in workers)
        {
            all.Add(worker.Tally);
            worker.Dispose();
        }

        return (all.Report(from, to, request.Seed, request.Expected, request.Behaviour, request.Terms) with { Learned = request.Learned }, walked);
    }
}
