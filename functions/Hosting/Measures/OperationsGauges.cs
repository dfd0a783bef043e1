using System.Diagnostics.Metrics;
using Campaigns.Hosting.DeadLetters;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Operations;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Monitoring;
using Campaigns.Telemetry;
using NodaTime;

namespace Campaigns.Hosting.Measures;

/// <summary>
/// What an operator watches of a store and a host: queues, dead letters, timers, providers, incidents. Queues and timers are looked at
/// by <see cref="ObserveAsync(CancellationToken)"/>, at most once an interval, however often and by however many collectors the gauges are read.
/// </summary>
public sealed class OperationsGauges : IDisposable
{
    private readonly CampaignServices _services;
    private readonly Meter _meter = new(CampaignMeter.Name);
    private readonly List<Instrument> _observed = [];
    private volatile Snapshot _last = new([], [], [], 0);
    private long? _lookedAt;

    /// <summary>Makes the gauges, which tell nothing of queues and timers before the first look.</summary>
    public OperationsGauges(CampaignServices services)
    {
        _services = services;
        Observe("campaigns.queue.depth", "{message}", "Messages on a queue, visible or not.", () => Of(_last.Depths, "queue"));
        Observe("campaigns.queue.oldest_age", "s", "How long the oldest visible message of a queue has waited.",
            () => Of(_last.Ages, "queue"));
        Observe("campaigns.dead_letters", "{message}", "Dead letters, by the queue they came from.", () => Of(_last.DeadLetters, "queue"));
        Observe("campaigns.timers.behind", "s", "How long the first timer that has not fired is overdue.",
            () => _last.Depths.Count == 0 ? [] : [new(_last.Behind)]);
        _meter.CreateObservableGauge("campaigns.provider.away", Away, "1", "1: the provider does not answer; by provider.");
        _meter.CreateObservableGauge("campaigns.provider.breaker", Breakers, "1",
            "1: the circuit breaker of the provider is in this state; by provider and state.");
        _meter.CreateObservableGauge("campaigns.sends.in_flight", InFlight, "{message}",
            "Messages in the hands of a provider, by channel.");
        _meter.CreateObservableGauge("campaigns.held", Held, "1", "1: messages of the channel are held; by channel.");
        _meter.CreateObservableGauge("campaigns.ramp.share", Shares, "%",
            "The share of the customers who enter the newest version of a journey while it comes before some only; 0: it was stopped. By journey.");
        _meter.CreateObservableGauge("campaigns.incidents", () => _services.Incidents.Open.Count, "{incident}", "What is broken now.");
    }

    /// <summary>How often the local host looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>How often an instance looks where every look is paid for.</summary>
    public static readonly TimeSpan PaidInterval = TimeSpan.FromMinutes(1);

    /// <summary>The same while the instance has nothing to do.</summary>
    public static readonly TimeSpan RestInterval = TimeSpan.FromMinutes(5);

    /// <summary>Looks at queues and timers, unless this instance or another did so short a time ago.</summary>
    /// <param name="turns">Whose turn it is.</param>
    /// <param name="interval">How long a look serves.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store is away: then nothing is told of them.</exception>
    public async ValueTask ObserveAsync(MeasureTurns turns, TimeSpan interval, CancellationToken cancel)
    {
        if (_lookedAt is { } last && _services.Time.GetElapsedTime(last) < interval - PaidInterval / 2)
            return;
        (_lookedAt, _last) = (null, new([], [], [], 0)); // what another sees is told by the other
        if (IsCollected && await turns.TakeAsync(interval, cancel))
        {
            await ObserveAsync(cancel);
            _lookedAt = _services.Time.GetTimestamp();
        }
    }

    /// <summary>Looks at queues and timers, if anybody collects what is found.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: then nothing is told of them.</exception>
    public async ValueTask ObserveAsync(CancellationToken cancel)
    {
        if (!IsCollected)
            return;
        _last = new([], [], [], 0); // rather nothing than what was true before an outage
        Dictionary<string, double> depths = [], ages = [], deadLetters = [];
        foreach (var queue in QueueLooks.Names)
        {
            depths[queue] = await _services.Queues.CountAsync(queue, cancel);
            ages[queue] = depths[queue] > 0 && await _services.Queues.OldestAsync(queue, cancel) is { } since ? Since(since) : 0;
        }

        foreach (var queue in DeadLetterQueue.QueueNames)
            deadLetters[DeadLetterWriter.SourceOf(queue)] = await _services.Queues.CountAsync(queue, cancel);
        var behind = await _services.Timers.NextAsync(cancel) is { } next ? Since(next) : 0;
        _last = new(depths, ages, deadLetters, behind);
    }

    /// <summary>Takes the gauges away.</summary>
    public void Dispose() => _meter.Dispose();

    private bool IsCollected => _observed.Exists(instrument => instrument.Enabled);

    private double Since(Instant instant) =>
        Math.Max(0, (Instant.FromDateTimeOffset(_services.Time.GetUtcNow()) - instant).TotalSeconds);

    private void Observe(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> values) =>
        _observed.Add(_meter.CreateObservableGauge(name, values, unit, description));

    private static IEnumerable<Measurement<double>> Of(Dictionary<string, double> values, string tag) =>
        values.Select(value => new Measurement<double>(value.Value, new KeyValuePair<string, object?>(tag, value.Key)));

    private IEnumerable<ProviderState> Providers => _services.Monitors.Values.Select(monitor => monitor.Provider).Distinct()
        .Select(provider => provider.State);

    private IEnumerable<Measurement<int>> Away() =>
        Providers.Select(state => new Measurement<int>(state.IsAway ? 1 : 0, new KeyValuePair<string, object?>("provider", state.Name)));

    private IEnumerable<Measurement<int>> Breakers() =>
        from state in Providers
        where state.Breaker is not null
        from possible in Enum.GetValues<BreakerState>()
        select new Measurement<int>(possible == state.Breaker ? 1 : 0,
            new("provider", state.Name), new("state", possible.ToString().ToLowerInvariant()));

    private IEnumerable<Measurement<int>> Held() => _services.Senders.Values.Select(sender =>
        new Measurement<int>(sender.IsHeld ? 1 : 0, new KeyValuePair<string, object?>("channel", sender.Channel.Name)));

    private IEnumerable<Measurement<double>> Shares() =>
        from live in _services.Runner.Library.Journeys
        where live is { Ramp: not null, Status: not JourneyStatus.Retired }
        select new Measurement<double>(live.Ramp!.Share, new KeyValuePair<string, object?>("journey", live.Definition.Id.Value));

    private IEnumerable<Measurement<int>> InFlight() => _services.Monitors.Values.Select(monitor =>
        new Measurement<int>(monitor.State.InFlight, new KeyValuePair<string, object?>("channel", monitor.Channel.Name)));

    private sealed record Snapshot(
        Dictionary<string, double> Depths, Dictionary<string, double> Ages, Dictionary<string, double> DeadLetters,
        double Behind);
}
