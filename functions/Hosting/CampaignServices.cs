using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Monitoring;

namespace Campaigns.Hosting;

/// <summary>
/// The composition root: everything between the ports and a host, put together here for every host, replay and benchmark.
/// </summary>
public sealed class CampaignServices
{
    /// <summary>Puts them together.</summary>
    public CampaignServices(CampaignParts parts)
    {
        var (rows, queues, time) = (parts.Rows, parts.Queues, parts.Time);
        var leases = parts.Leases ?? queues;
        (Time, Queues, MaxConcurrency) = (time, queues, parts.MaxConcurrency);
        Customers = new CustomerStore(rows, parts.MessageIds);
        Directory = new CustomerDirectory(rows);
        Sweeps = new SweepTable(rows);
        Timers = new TimerTable(rows);
        DeadLetters = new DeadLetterWriter(queues, time);
        Runner = new CampaignRunner(Customers, Directory, parts.Timers ?? Timers, queues, parts.Library, parts.Timeline, time,
            parts.Publisher is null ? null : new TimelineOutbox(queues), parts.Intake with { Replies = () => parts.Templates.Current.Replies },
            parts.Copies, parts.Templates);
        Incidents = new IncidentLog(time);
        Work = new CustomerWorkQueue(queues, leases, Runner, DeadLetters, Incidents, time, MaxConcurrency);
        TimerDispatcher = new TimerDispatcher(Timers, Runner, Work, Incidents, MaxConcurrency);
        Publication = parts.Publisher is { } publisher
            ? new TimelinePublisher(queues, leases, Customers, publisher, DeadLetters, time)
            : null;
        Scheduler = new Scheduler(Sweeps, parts.Library, Incidents);
        Sweeper = new Sweeper(Sweeps, Directory, Runner, Work, Incidents);
        Deliveries = new DeliveryService(Runner);
        var renderer = new TemplateRenderer(parts.Templates);
        var messageContext = new MessageContext(parts.MessageContext, parts.Links, () => HostAddress);
        var monitors = parts.Providers.Values.Distinct().ToDictionary(provider => provider, provider => new ProviderMonitor(
            NameOf(provider, parts), provider, time));
        Monitors = parts.Providers.ToDictionary(pair => pair.Key, pair => new ChannelMonitor(pair.Key, monitors[pair.Value], time));
        Senders = parts.Providers.ToDictionary(pair => pair.Key, pair => new ChannelSender(
            pair.Key, pair.Value, queues, leases, Deliveries, renderer, messageContext, parts.Library, DeadLetters,
            Monitors[pair.Key], time, MaxConcurrency));
    }

    private static string NameOf(IChannelProvider provider, CampaignParts parts) =>
        parts.ProviderNames.GetValueOrDefault(parts.Providers.First(pair => pair.Value == provider).Key, provider.Name);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The queues.</summary>
    public IDelayedQueue Queues { get; }

    /// <summary>How many customers are worked on at the same time.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Where the host's own pages are reached; to be set before anything is sent, as soon as it is known.</summary>
    public Uri HostAddress { get; set; } = new("http://localhost:7071/");

    /// <summary>Customers.</summary>
    public CustomerStore Customers { get; }

    /// <summary>All customer ids.</summary>
    public CustomerDirectory Directory { get; }

    /// <summary>The entrance for events and requests.</summary>
    public CampaignRunner Runner { get; }

    /// <summary>The due-time index.</summary>
    public TimerTable Timers { get; }

    /// <summary>Fires what is due in it.</summary>
    public TimerDispatcher TimerDispatcher { get; }

    /// <summary>Work over all customers.</summary>
    public SweepTable Sweeps { get; }

    /// <summary>Carries sweeps on.</summary>
    public Sweeper Sweeper { get; }

    /// <summary>Fires schedules.</summary>
    public Scheduler Scheduler { get; }

    /// <summary>The senders' side of the ledger.</summary>
    public DeliveryService Deliveries { get; }

    /// <summary>Who delivers, by channel.</summary>
    public IReadOnlyDictionary<Channel, ChannelSender> Senders { get; }

    /// <summary>What the senders of this process are doing, by channel.</summary>
    public IReadOnlyDictionary<Channel, ChannelMonitor> Monitors { get; }

    /// <summary>Publishes timeline events; null when nothing is published.</summary>
    public TimelinePublisher? Publication { get; }

    /// <summary>Work of customers that failed and is done again.</summary>
    public CustomerWorkQueue Work { get; }

    /// <summary>What is broken now.</summary>
    public IncidentLog Incidents { get; }

    /// <summary>Takes messages that cannot be handled.</summary>
    public DeadLetterWriter DeadLetters { get; }
}

/// <summary>What a host brings.</summary>
/// <param name="Rows">The tables.</param>
/// <param name="Queues">The queues.</param>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Providers">Who delivers, by channel.</param>
/// <param name="Timeline">Receives timeline events.</param>
/// <param name="Links">Signs links.</param>
/// <param name="Time">The clock.</param>
public sealed record CampaignParts(
    IRowStore Rows, IDelayedQueue Queues, ICampaignLibrary Library, LiveTemplates Templates,
    IReadOnlyDictionary<Channel, IChannelProvider> Providers, ITimelineSink Timeline, LinkSigner Links, TimeProvider Time)
{
    /// <summary>Many, since most of the time each waits for the store or a provider.</summary>
    public const int DefaultMaxConcurrency = 32;

    /// <summary>
    /// For a store in this process and providers that answer immediately: nothing is waited for, so more would only conflict. A replay is
    /// a tenth faster with twice the processors than with 32.
    /// </summary>
    public static int CpuBoundConcurrency => 2 * Environment.ProcessorCount;

    /// <summary>Wakes enrollments; null: the due-time index.</summary>
    public ITimers? Timers { get; init; }

    /// <summary>Who completes and gives back the messages of the queues; null: the queues, which then gave them out too.</summary>
    public IMessageLeases? Leases { get; init; }

    /// <summary>The sender of messages, and where links lead.</summary>
    public MessageContextOptions MessageContext { get; init; } = new();

    /// <summary>Where else customers' data lies, to be cleared by an erasure.</summary>
    public IReadOnlyList<ICustomerDataCopy> Copies { get; init; } = [];

    /// <summary>The ids of messages; null: under the key of the installation.</summary>
    public MessageIds? MessageIds { get; init; }

    /// <summary>What the operator calls the provider of each channel; a channel that is not in it has its provider's own name.</summary>
    public IReadOnlyDictionary<Channel, string> ProviderNames { get; init; } = new Dictionary<Channel, string>();

    /// <summary>Where timeline events are published; null: nowhere.</summary>
    public IEventPublisher? Publisher { get; init; }

    /// <summary>How events that arrive at the same moment are handled.</summary>
    public IntakeOptions Intake { get; init; } = new();

    /// <summary>How many customers are worked on at the same time.</summary>
    public int MaxConcurrency { get; init; } = DefaultMaxConcurrency;
}
