using System.Text;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Peers.Benchmarks;

/// <summary>
/// One message for each of many customers, as the local host does it: events, timers and a channel's pump at the same time, the timers
/// that stand for lost work included.
/// </summary>
internal sealed class CampaignsRun : ITimelineSink, IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(31);

    private readonly MovableTime _time = new();
    private readonly EmbeddedStore _store;
    private readonly LinkSigner _links;
    private readonly CampaignServices _services;
    private int _sent;

    private CampaignsRun(Job job, TemplateSet templates)
    {
        _store = EmbeddedStore.Open(job.File, _time, job.Durability);
        _links = new LinkSigner(new LinkKey(1, "a secret that only benchmarks use"), [], _time);
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        var journey = JourneyReader.Read(Encoding.UTF8.GetBytes(Journey(job.Waits))).Definition!;
        var library = new FixedLibrary(shipped.Catalog!, shipped.Policy! with { QuietHours = [] }, [journey]);
        _services = new CampaignServices(new CampaignParts(
            _store.Rows, _store.Queues, library, LiveTemplates.Of(templates),
            new Dictionary<Channel, IChannelProvider> { [Channel.Sms] = new DryRunProvider() }, this, _links, _time)
        { MessageContext = new() { TrackClicks = false } });
    }

    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var timelineEvent in timelineEvents)
        {
            if (timelineEvent.Kind == TimelineEventKind.Sent)
                Interlocked.Increment(ref _sent);
        }
    }

    /// <returns>What the counted messages used.</returns>
    public static async Task<Usage> RunAsync(Job job)
    {
        await using var run = new CampaignsRun(job, await CampaignFolder.ShippedTemplatesAsync());
        var all = job.Warmup + job.Messages;
        await Job.EachAsync(..all, async i => await run._services.Runner.HandleAsync(
            Event(i, "customer.updated", new("phone", $"+8869{i:D8}"), new("language", "en")), default));
        await run.DeliverAsync(..job.Warmup, job.Waits);
        var before = Usage.Now;
        await run.DeliverAsync(job.Warmup..all, job.Waits);
        return Usage.Now - before;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _links.Dispose();
    }

    private static string Journey(bool waits) => $$"""
        { "id": "hello", "name": "Hello", "category": "service", "transactional": { "because": "a benchmark", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ {{(waits ? """{ "id": "w", "wait": "PT10M" }, """ : "")}}
            { "id": "a", "send": { "channels": ["sms"], "template": "gift/claim" } } ] }
        """;

    private static CustomerEvent Event(int customer, string type, params KeyValuePair<string, object?>[] data) => new(
        "benchmark", $"{type}-{customer}", type, SystemClock.Instance.GetCurrentInstant(), new($"c{customer:D6}"), AttributeBag.Of(data));

    private async Task DeliverAsync(Range customers, bool waits)
    {
        using var stop = new CancellationTokenSource();
        await using var pump = new ChannelPump(_services.Senders[Channel.Sms], _store.Queues, _time, _services.MaxConcurrency,
            failure => Console.Error.WriteLine(failure));
        var loops = Task.WhenAll(
            LoopAsync(pump.FillAsync, stop.Token),
            LoopAsync(async cancel => await _services.TimerDispatcher.FirePageAsync(cancel) > 0, stop.Token));
        await Job.EachAsync(customers, async i => await _services.Runner.HandleAsync(Event(i, "app.opened"), default));
        if (waits)
            _time.Move(Wait);
        while (Volatile.Read(ref _sent) < customers.End.Value)
            await Task.Delay(Idle);
        _time.Move(Recovery);
        while (await _services.Timers.NextAsync(default) is not null)
            await Task.Delay(Idle);
        await stop.CancelAsync();
        await loops;
    }

    private static async Task LoopAsync(Func<CancellationToken, Task<bool>> work, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (!await work(stop))
                    await Task.Delay(Idle, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // All is done.
        }
    }
}
