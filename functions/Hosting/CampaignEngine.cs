using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Rendering.Set;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Hosting;

/// <summary>
/// Everything between the ports, put together in one process: what the Functions app does with triggers, this does by
/// looking for work that is due. The clock may be the real one or a virtual one.
/// </summary>
public sealed class CampaignEngine
{
    private const int TimerPageSize = 1024;
    private readonly CampaignServices _services;
    private readonly IReadOnlyList<(Channel Channel, ChannelSender Sender)> _senders;
    private readonly IDelayedQueue _queues;

    /// <summary>Puts an engine together.</summary>
    public CampaignEngine(EngineParts parts)
    {
        _queues = parts.Queues;
        Time = parts.Time;
        MaxConcurrency = parts.MaxConcurrency;
        Timers = new TimerTable(parts.Rows);
        _services = new CampaignServices(new CampaignParts(
            parts.Rows, parts.Queues, Timers, parts.Library, parts.Templates, parts.Providers, parts.Timeline, parts.Links, () =>
                HostAddress, parts.Time)
        {
            MessageContext = parts.MessageContext,
            Publisher = parts.Publisher,
            MaxConcurrency = MaxConcurrency,
            Intake = parts.Intake,
        });
        _senders = [.. _services.Senders.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>How many customers are worked on at once.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Where the host's own pages are reached; to be set before anything is sent, when it is known by then.</summary>
    public Uri HostAddress { get; set; } = new("http://localhost:7071/");

    /// <summary>Customers.</summary>
    public CustomerStore Customers => _services.Customers;

    /// <summary>All customer ids.</summary>
    public CustomerDirectory Directory => _services.Directory;

    /// <summary>The due-time index.</summary>
    public TimerTable Timers { get; }

    /// <summary>Work over all customers.</summary>
    public SweepTable Sweeps => _services.Sweeps;

    /// <summary>Schedules.</summary>
    public Scheduler Scheduler => _services.Scheduler;

    /// <summary>The entrance for events and requests.</summary>
    public CampaignRunner Runner => _services.Runner;

    /// <summary>
    /// Does what is due at this instant: a page of alarms, a sweep, and all deliveries they led to, while their customers are still at
    /// hand.
    /// </summary>
    /// <returns>Whether there was anything; then there may be more.</returns>
    public async ValueTask<bool> RunDueAsync(CancellationToken cancel)
    {
        var worked = await FireDueTimersAsync(cancel) > 0;
        worked |= await SweepAsync(cancel);
        foreach (var (_, sender) in _senders)
        {
            while (await sender.RunPageAsync(cancel) > 0)
                worked = true;
        }

        while (Publication is not null && (await Publication.RunPageAsync(cancel)).Received > 0)
            worked = true;
        return worked;
    }

    /// <summary>Rings the alarms that are due.</summary>
    public async ValueTask<int> FireDueTimersAsync(CancellationToken cancel)
    {
        var due = await Timers.DueAsync(Runner.Now, TimerPageSize, cancel);
        if (due.Count == 0)
            return 0;
        // Alarms of one customer go one after the other: at once they would only get into each other's way.
        await Parallel.ForEachAsync(due.GroupBy(timer => timer.Timer.Customer), Options(MaxConcurrency, cancel), async (customer, token) =>
        {
            foreach (var timer in customer)
                await Runner.WakeAsync(timer.Timer, token);
        });
        await Timers.ClearAsync(due, cancel);
        return due.Count;
    }

    /// <summary>The senders, each with its channel.</summary>
    public IReadOnlyList<(Channel Channel, ChannelSender Sender)> Senders => _senders;

    /// <summary>Tells other systems what happened; null when nobody is to be told.</summary>
    public TimelinePublisher? Publication => _services.Publication;

    /// <summary>Works on one open sweep, if there is one.</summary>
    public ValueTask<bool> SweepAsync(CancellationToken cancel) => _services.Sweeper.RunOneAsync(cancel);

    /// <summary>The next instant at which something becomes due by itself; null: never.</summary>
    public async ValueTask<Instant?> NextDueAsync(CancellationToken cancel)
    {
        var next = await Timers.NextAsync(cancel);
        foreach (var (channel, _) in _senders)
            next = Earlier(next, await _queues.NextVisibleAsync(channel.Name, cancel));
        if (Publication is not null)
            next = Earlier(next, await _queues.NextVisibleAsync(TimelineOutbox.Queue, cancel));
        return Earlier(next, Scheduler.NextAfter(Runner.Now));
    }

    /// <summary>Work on so many customers at once.</summary>
    public static ParallelOptions Options(int maxConcurrency, CancellationToken cancel) =>
        new() { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancel };

    private static Instant? Earlier(Instant? a, Instant? b) => a is null ? b : b is null ? a : Instant.Min(a.Value, b.Value);
}

/// <summary>What an engine is made of.</summary>
/// <param name="Store">Where everything is kept.</param>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Providers">Who delivers, by channel.</param>
/// <param name="Timeline">Who hears what happened.</param>
/// <param name="Links">Signs links.</param>
/// <param name="Time">The clock.</param>
public sealed record EngineParts(
    IStore Store, ICampaignLibrary Library, TemplateSet Templates,
    IReadOnlyDictionary<Channel, IChannelProvider> Providers, ITimelineSink Timeline, LinkSigner Links, TimeProvider Time)
{
    /// <summary>The tables: the store's own, unless something stands before them.</summary>
    public IRowStore Rows { get; init; } = Store.Rows;

    /// <summary>The queues: the store's own, unless something stands before them.</summary>
    public IDelayedQueue Queues { get; init; } = Store.Queues;

    /// <summary>
    /// Who writes, and where links lead. A run on a virtual clock has no pages of its own, so its links lead straight to the site.
    /// </summary>
    public MessageContextOptions MessageContext { get; init; } = new() { TrackClicks = false };

    /// <summary>Who tells other systems what happened; null: nobody.</summary>
    public IEventPublisher? Publisher { get; init; }

    /// <summary>How events that come at the same moment are taken.</summary>
    public IntakeOptions Intake { get; init; } = new();

    /// <summary>How many customers are worked on at once.</summary>
    public int MaxConcurrency { get; init; } = CampaignParts.DefaultMaxConcurrency;

    /// <summary>
    /// For a store in this process and providers that answer at once: nobody waits, so more would only get into each
    /// other's way. A replay is a tenth faster with twice the processors than with 32.
    /// </summary>
    public static int CpuBoundConcurrency => 2 * Environment.ProcessorCount;
}
