using Campaigns.Insights.Ramps;
using Campaigns.Insights.Statistics;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Timers;
using Campaigns.Storage;

namespace Campaigns.Hosting;

/// <summary>
/// The entrance to a store for a command beside the hosts: what it does counts in the statistics, and is announced where a
/// host publishes. Messages and timers it leaves there are taken up by the hosts.
/// </summary>
public sealed class StoreSession : IAsyncDisposable
{
    private readonly JourneyStatistics _statistics;

    private StoreSession(
        CampaignLibrary library, CampaignRunner runner, CustomerWorkQueue work, JourneyStatistics statistics, RampWatch ramps) =>
        (Library, Runner, Work, _statistics, Ramps) = (library, runner, work, statistics, ramps);

    /// <summary>What has been deployed there.</summary>
    public CampaignLibrary Library { get; }

    /// <summary>The entrance for events and requests.</summary>
    public CampaignRunner Runner { get; }

    /// <summary>Takes over what fails for one customer; the hosts do it again.</summary>
    public CustomerWorkQueue Work { get; }

    /// <summary>Sets the shares of ramps.</summary>
    public RampWatch Ramps { get; }

    /// <summary>Opens it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="place">Where it lies: messages of a host may lie there too, which an erasure removes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="also">Hears of the timeline events too; null: nobody else does.</param>
    public static async Task<StoreSession> OpenAsync(
        IStore store, StoreLocation place, TimeProvider time, CancellationToken cancel, ITimelineSink? also = null)
    {
        var templates = await CampaignFolder.ShippedTemplatesAsync();
        var library = new CampaignLibrary(store.Rows, new SweepTable(store.Rows), JourneyChecks.Against(() => templates), time,
            ReleasedTemplates.Compile);
        await library.RefreshAsync(cancel);
        var customers = new CustomerStore(store.Rows);
        var directory = new CustomerDirectory(store.Rows);
        var statistics = new JourneyStatistics(store.Rows, directory, customers, time);
        var outbox = await new PublicationFlag(store.Rows).IsSetAsync(cancel) ? new TimelineOutbox(store.Queues) : null;
        var runner = new CampaignRunner(
            customers, directory, new TimerTable(store.Rows), store.Queues, library,
            also is null ? statistics : new CompositeTimelineSink(statistics, also), time, outbox,
            new IntakeOptions { Replies = () => templates.Replies },
            copies: [.. place.Copies, .. store.Remnants is { } remnants ? [remnants] : (ICustomerDataCopy[])[]], templates: templates);
        var incidents = new IncidentLog(time);
        var work = new CustomerWorkQueue(store.Queues, store.Queues, runner, new DeadLetterWriter(store.Queues, time), incidents,
            time, CampaignParts.DefaultMaxConcurrency);
        return new(library, runner, work, statistics, new RampWatch(library, statistics, incidents, time));
    }

    /// <summary>Completes what was counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _statistics.EndAsync(CancellationToken.None);
        Library.Dispose();
    }
}
