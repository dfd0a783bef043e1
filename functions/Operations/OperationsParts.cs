using Campaigns.Model;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Monitoring;

namespace Campaigns.Operations;

/// <summary>What <see cref="OperationsMonitor"/> looks at.</summary>
/// <param name="Rows">The tables.</param>
/// <param name="Queues">The queues.</param>
/// <param name="Library">What has been deployed.</param>
/// <param name="Incidents">What is broken.</param>
/// <param name="Time">The clock.</param>
public sealed record OperationsParts(
    IRowStore Rows, IDelayedQueue Queues, CampaignLibrary Library, IncidentLog Incidents, TimeProvider Time)
{
    /// <summary>What the store knows of its own condition; null: no more than that it answers.</summary>
    public IStoreHealth? Store { get; init; }

    /// <summary>The senders of this process, by channel.</summary>
    public IReadOnlyDictionary<Channel, ChannelMonitor> Senders { get; init; } = new Dictionary<Channel, ChannelMonitor>();

    /// <summary>The templates of this process; null: it has none.</summary>
    public LiveTemplates? Templates { get; init; }

    /// <summary>The loops of this process; null: it has none, as a command beside the hosts.</summary>
    public WorkLog? Work { get; init; }

    internal SweepTable Sweeps => new(Rows);

    internal Scheduler Scheduler => new(Sweeps, Library, Incidents);

    internal TimerTable Timers => new(Rows);

    internal UnknownMessages Unknown => new(Rows);
}
