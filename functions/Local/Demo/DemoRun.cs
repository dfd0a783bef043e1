using System.Diagnostics;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Providers;
using Campaigns.Simulation.Behaviour;
using NodaTime;

namespace Campaigns.Local.Demo;

/// <summary>Half a year of the three shipped journeys over a generated portfolio, on the embedded store and a virtual clock.</summary>
internal static class DemoRun
{
    /// <summary>The first day.</summary>
    public static readonly LocalDate Start = new(2026, 1, 5);

    /// <summary>How many days are run.</summary>
    public const int Days = 182;

    /// <summary>Runs it.</summary>
    /// <param name="folder">The store and the outbox go here; an earlier demo there is replaced.</param>
    /// <param name="customers">How many customers.</param>
    /// <param name="seed">Another number tells another story.</param>
    /// <param name="library">Journeys, contact policy, catalog.</param>
    /// <param name="templates">The texts.</param>
    /// <param name="progress">Told the virtual instant and the messages so far.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<DemoResult> RunAsync(
        string folder, int customers, int seed, ICampaignLibrary library, TemplateSet templates, Action<Instant, long>? progress,
        CancellationToken cancel)
    {
        Clear(folder);
        var zone = DateTimeZoneProviders.Tzdb["Asia/Taipei"];
        var time = new VirtualTime(zone.AtStartOfDay(Start).ToInstant());
        using var providers = ProviderRegistry.CreateOutbox(Path.Combine(folder, OutboxFolder), time);
        var simulator = new CustomerSimulator(new SeededRandom(seed), Start, customers, Days);
        var metrics = new DemoMetrics();
        await using var campaign = new VirtualCampaign(
            Path.Combine(folder, StoreLocation.FileName), time, library, templates, providers.ByChannel,
            new CompositeTimelineSink(simulator, metrics));
        simulator.Begin();
        var watch = Stopwatch.StartNew();
        long Sent() => metrics.Journeys.Values.Sum(journey => (long)journey.Sent.Values.Sum());
        await campaign.RunAsync(
            simulator, zone.AtStartOfDay(Start.PlusDays(Days)).ToInstant(), progress is null ? null : now => progress(now, Sent()), cancel);
        return new DemoResult(customers, metrics.Journeys, watch.Elapsed, Path.GetFullPath(folder), metrics.SampleCustomer);
    }

    /// <summary>The outbox folder's name.</summary>
    public const string OutboxFolder = "outbox";

    /// <summary>Marks a folder that a demo may clear.</summary>
    private const string Marker = ".demo";

    /// <summary>Whether a folder holds a store that no demo made, which a demo would destroy.</summary>
    public static bool IsTaken(string folder) =>
        File.Exists(Path.Combine(folder, StoreLocation.FileName)) && !File.Exists(Path.Combine(folder, Marker));

    /// <summary>Removes what an earlier demo left; anything else in the folder stays.</summary>
    private static void Clear(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "");
        var outbox = Path.Combine(folder, OutboxFolder);
        if (Directory.Exists(outbox))
            Directory.Delete(outbox, recursive: true);
    }
}

/// <summary>What a demo came to.</summary>
/// <param name="Customers">How many customers there were.</param>
/// <param name="Journeys">Numbers by journey.</param>
/// <param name="Elapsed">Real time.</param>
/// <param name="Folder">Where everything lies.</param>
/// <param name="SampleCustomer">The customer to read about first.</param>
internal sealed record DemoResult(
    int Customers, IReadOnlyDictionary<string, JourneyMetrics> Journeys, TimeSpan Elapsed, string Folder, CustomerId? SampleCustomer);
