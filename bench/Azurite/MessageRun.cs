using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Azurite.Benchmarks;

/// <summary>One message for each of many customers, by the product itself: from the event to the provider.</summary>
internal sealed class MessageRun : ITimelineSink, IDisposable
{
    public const int AtOnce = 32;

    /// <summary>How long who found nothing waits before looking again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const string Journey = """
        { "id": "hello", "name": "Hello", "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "a", "send": { "channels": ["sms"], "template": "gift/claim" } }, { "id": "w", "wait": "P9D" } ] }
        """;

    private readonly LinkSigner _links = new(new LinkKey(1, "a secret that only benchmarks of the storage use"), [], TimeProvider.System);
    private readonly Task<CampaignServices> _services;
    private int _sent;

    public MessageRun(IStore store) => _services = OpenAsync(store);

    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents) =>
        Interlocked.Add(ref _sent, timelineEvents.Count(timelineEvent => timelineEvent.Kind == TimelineEventKind.Sent));

    public async Task MeetAsync(int customers) => await EachAsync(customers, async i =>
        await (await _services).Runner.HandleAsync(Event(i, "customer.updated", new("phone", $"+8869{i:D8}"), new("language", "en")),
            default));

    /// <summary>Ends when the last message has been given to the provider.</summary>
    public async Task DeliverAsync(int messages)
    {
        var services = await _services;
        var sender = services.Senders[Channel.Sms];
        var deciding = EachAsync(messages, async i => await services.Runner.HandleAsync(Event(i, "app.opened"), default));
        while (Volatile.Read(ref _sent) < messages)
        {
            if (await sender.RunPageAsync(default) > 0)
                continue;
            if (deciding.IsFaulted)
                break;
            await Task.Delay(Pause);
        }

        await deciding;
    }

    public void Dispose() => _links.Dispose();

    private async Task<CampaignServices> OpenAsync(IStore store)
    {
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        var journey = JourneyReader.Read(System.Text.Encoding.UTF8.GetBytes(Journey)).Definition!;
        var library = new FixedLibrary(shipped.Catalog!, shipped.Policy! with { QuietHours = [] }, [journey]);
        return new CampaignServices(new CampaignParts(
            store.Rows, store.Queues, library, LiveTemplates.Of(await CampaignFolder.ShippedTemplatesAsync()),
            new Dictionary<Channel, IChannelProvider> { [Channel.Sms] = new DryRunProvider() },
            this, _links, TimeProvider.System)
        { MessageContext = new() { TrackClicks = false } });
    }

    private static CustomerEvent Event(int customer, string type, params KeyValuePair<string, object?>[] data) => new(
        "benchmark", $"{type}-{customer}", type, SystemClock.Instance.GetCurrentInstant(), new($"c{customer:D6}"), AttributeBag.Of(data));

    private static Task EachAsync(int count, Func<int, Task> each) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await each(i));
}
