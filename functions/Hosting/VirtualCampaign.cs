using Campaigns.Model;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Senders.Links;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Hosting;

/// <summary>
/// The services over a new embedded store and a virtual clock: a replay, a demo. Nothing leaves the machine, so its links are signed with
/// a key that opens nothing.
/// </summary>
public sealed class VirtualCampaign : IAsyncDisposable
{
    private readonly EmbeddedStore _store;
    private readonly LinkSigner _links;
    private readonly VirtualTime _time;
    private readonly CampaignEngine _engine;
    private readonly ICampaignLibrary _library;

    /// <summary>Opens it. A store of an earlier run is deleted.</summary>
    /// <param name="file">The store's file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="library">Journeys, contact policy, catalog.</param>
    /// <param name="templates">The texts.</param>
    /// <param name="providers">Who delivers, by channel.</param>
    /// <param name="timeline">Receives timeline events.</param>
    /// <param name="maxConcurrency">
    /// How many customers at the same time; 1: messages that one customer gets at one instant are always handed over in the same order.
    /// </param>
    public VirtualCampaign(
        string file, VirtualTime time, ICampaignLibrary library, TemplateSet templates,
        IReadOnlyDictionary<Channel, IChannelProvider> providers, ITimelineSink timeline, int? maxConcurrency = null)
    {
        (_time, _library) = (time, library);
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file) + "*"))
            File.Delete(old);
        _store = EmbeddedStore.Open(file, _time, Durability.Relaxed);
        _links = new LinkSigner(new LinkKey(1, "a virtual run sends nothing, so its links open nothing"), [], _time);
        _engine = new CampaignEngine(new CampaignServices(new CampaignParts(
            _store.Rows, _store.Queues, library, LiveTemplates.Of(templates), providers, timeline, _links, _time)
        {
            // Without pages of its own: links lead straight to the site.
            MessageContext = new() { TrackClicks = false },
            MessageIds = MessageIds.Unkeyed,
            MaxConcurrency = maxConcurrency ?? CampaignParts.CpuBoundConcurrency,
        }));
    }

    /// <inheritdoc cref="VirtualRun.RunAsync"/>
    public async Task RunAsync(IEventStream events, Instant until, Action<Instant>? progress, CancellationToken cancel)
    {
        // Whoever looks at the store later sees by it in which zone those without one of their own were contacted.
        if (_library is FixedLibrary { PolicyText: { IsEmpty: false } policy })
            await StoredContactPolicy.KeepAsync(_store.Rows, policy, _time, cancel);
        await new VirtualRun(_engine, _time).RunAsync(events, until, progress, cancel);
    }

    /// <summary>How much work of customers was given up so far.</summary>
    public ValueTask<long> CountParkedAsync(CancellationToken cancel) =>
        _store.Queues.CountAsync(CustomerWorkQueue.DeadLetterQueueName, cancel);

    /// <summary>Closes the store, which stays.</summary>
    public ValueTask DisposeAsync()
    {
        _links.Dispose();
        return _store.DisposeAsync();
    }
}
