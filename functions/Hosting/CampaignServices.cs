using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;

namespace Campaigns.Hosting;

/// <summary>
/// Everything between the ports and a host, put together once for every host: who takes events, who delivers, who publishes, who sweeps.
/// </summary>
public sealed class CampaignServices
{
    /// <summary>Puts them together.</summary>
    public CampaignServices(CampaignParts parts)
    {
        var rows = parts.Rows;
        var leases = parts.Leases ?? parts.Queues;
        Customers = new CustomerStore(rows);
        Directory = new CustomerDirectory(rows);
        Sweeps = new SweepTable(rows);
        Runner = new CampaignRunner(Customers, Directory, parts.Timers, parts.Queues, parts.Library, parts.Timeline, parts.Time,
            parts.Publisher is null ? null : new TimelineOutbox(parts.Queues), parts.Intake);
        Publication = parts.Publisher is { } publisher ? new TimelinePublisher(parts.Queues, leases, Customers, publisher, parts.Time)
            : null;
        Scheduler = new Scheduler(Sweeps, parts.Library);
        Sweeper = new Sweeper(Sweeps, Directory, Runner);
        var deliveries = new DeliveryService(Runner);
        var renderer = new TemplateRenderer(parts.Templates);
        var messageContext = new MessageContext(parts.MessageContext, parts.Links, parts.HostAddress);
        Senders = parts.Providers.ToDictionary(pair => pair.Key, pair => new ChannelSender(
            pair.Key, pair.Value, parts.Queues, leases, deliveries, renderer, messageContext, parts.Library, parts.Time,
            parts.MaxConcurrency));
    }

    /// <summary>Customers.</summary>
    public CustomerStore Customers { get; }

    /// <summary>All customer ids.</summary>
    public CustomerDirectory Directory { get; }

    /// <summary>The entrance for events and requests.</summary>
    public CampaignRunner Runner { get; }

    /// <summary>Work over all customers.</summary>
    public SweepTable Sweeps { get; }

    /// <summary>Carries sweeps on.</summary>
    public Sweeper Sweeper { get; }

    /// <summary>Fires schedules.</summary>
    public Scheduler Scheduler { get; }

    /// <summary>Who delivers, by channel.</summary>
    public IReadOnlyDictionary<Channel, ChannelSender> Senders { get; }

    /// <summary>Tells other systems what happened; null when nobody is to be told.</summary>
    public TimelinePublisher? Publication { get; }
}

/// <summary>What a host brings.</summary>
/// <param name="Rows">The tables.</param>
/// <param name="Queues">The queues.</param>
/// <param name="Timers">The alarm clock.</param>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Providers">Who delivers, by channel.</param>
/// <param name="Timeline">Who hears what happened.</param>
/// <param name="Links">Signs links.</param>
/// <param name="HostAddress">Where the host's own pages are reached, once it is known.</param>
/// <param name="Time">The clock.</param>
public sealed record CampaignParts(
    IRowStore Rows, IDelayedQueue Queues, ITimers Timers, ICampaignLibrary Library, TemplateSet Templates,
    IReadOnlyDictionary<Channel, IChannelProvider> Providers, ITimelineSink Timeline, LinkSigner Links, Func<Uri> HostAddress,
    TimeProvider Time)
{
    /// <summary>Who completes and gives back the messages of the queues; null: the queues, which then gave them out too.</summary>
    public IMessageLeases? Leases { get; init; }

    /// <summary>Who writes, and where links lead.</summary>
    public MessageContextOptions MessageContext { get; init; } = new();

    /// <summary>Who tells other systems what happened; null: nobody.</summary>
    public IEventPublisher? Publisher { get; init; }

    /// <summary>How events that come at the same moment are taken.</summary>
    public IntakeOptions Intake { get; init; } = new();

    /// <summary>How many things are done at once.</summary>
    public int MaxConcurrency { get; init; } = DefaultMaxConcurrency;

    /// <summary>Many, since most of the time each waits for the store or a provider.</summary>
    public const int DefaultMaxConcurrency = 32;
}
