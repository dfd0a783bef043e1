using Campaigns.Definitions.ContactPolicies;
using Campaigns.Hosting;
using Campaigns.Hosting.DeadLetters;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Storage;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>The whole product on a real store and a virtual clock, in Taipei; only the provider is simulated.</summary>
internal sealed class CampaignHarness : IAsyncDisposable
{
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    private static readonly Lazy<Task<TemplateSet>> Templates = new(CampaignFolder.ShippedTemplatesAsync);
    private readonly DirectoryInfo _folder;
    private readonly IStore _store;
    private readonly LinkSigner _links;
    private readonly Func<CrashingStore, CampaignEngine> _start;
    private int _events;

    private CampaignHarness(
        DirectoryInfo folder, IStore store, VirtualTime time, LiveTemplates templates, PausableLibrary library,
        RecordingProvider provider, RecordingPublisher? receiver,
        Func<IChannelProvider, TimeProvider, IChannelProvider>? around, ITimelineSink? sink = null)
    {
        (_folder, _store, Library, Provider, Time) = (folder, store, library, provider, time);
        _links = new LinkSigner(new LinkKey(1, "a secret that only the tests of the runtime use"), [], Time);
        Store = new CrashingStore(_store.Rows, _store.Queues);
        provider.Store = Store;
        receiver?.Store = Store;
        _start = rows => new CampaignEngine(new CampaignServices(new CampaignParts(
            rows, rows, library, templates,
            Channel.Contactable.Append(Channel.Agent).ToDictionary(c => c, _ => around is null ? provider : around(provider, Time)),
            sink ?? new CompositeTimelineSink(), _links, Time)
        {
            Publisher = receiver,
            MessageContext = new() { TrackClicks = provider.Reports, ShortLinks = new Uri("https://go.insurer.example/") },
        }));
        Engine = _start(Store);
    }

    /// <summary>Reads tokens of messages.</summary>
    public LinkSigner Links => _links;

    public static DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["Asia/Taipei"];

    public static ContactPolicy NoLimits { get; } = new() { TimeZone = Zone };

    public PausableLibrary Library { get; }

    public RecordingProvider Provider { get; }

    public VirtualTime Time { get; }

    public CrashingStore Store { get; }

    public CampaignEngine Engine { get; }

    public CampaignServices Services => Engine.Services;

    public CampaignRunner Runner => Services.Runner;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A world at a local minute with these journeys, shipped or written out.</summary>
    public static Task<CampaignHarness> StartAsync(
        string local, ContactPolicy? policy, RecordingProvider provider, params string[] journeys) =>
        StartAsync(local, policy, provider, TestStores.OpenAsync, receiver: null, around: null, journeys);

    /// <summary>A world whose timeline events are published.</summary>
    public static Task<CampaignHarness> StartAsync(
        string local, ContactPolicy? policy, RecordingProvider provider, RecordingPublisher? receiver, params string[] journeys) =>
        StartAsync(local, policy, provider, TestStores.OpenAsync, receiver, around: null, journeys);

    /// <summary>A world on a store of one's choice, which it closes in the end.</summary>
    public static Task<CampaignHarness> StartAsync(
        string local, ContactPolicy? policy, RecordingProvider provider, Func<string, TimeProvider, Task<IStore>> open,
        params string[] journeys) =>
        StartAsync(local, policy, provider, open, receiver: null, around: null, journeys);

    /// <summary>The same, and its timeline events are published if there is a receiver.</summary>
    public static Task<CampaignHarness> StartAsync(
        string local, ContactPolicy? policy, RecordingProvider provider, Func<string, TimeProvider, Task<IStore>> open,
        RecordingPublisher? receiver, params string[] journeys) =>
        StartAsync(local, policy, provider, open, receiver, around: null, journeys);

    /// <summary>A world with something around its provider.</summary>
    public static Task<CampaignHarness> StartAsync(
        string local, ContactPolicy? policy, RecordingProvider provider, Func<IChannelProvider, TimeProvider, IChannelProvider> around,
        params string[] journeys) =>
        StartAsync(local, policy, provider, TestStores.OpenAsync, receiver: null, around, journeys);

    /// <summary>A world whose timeline events are published, in which something can be made to fail.</summary>
    public static Task<CampaignHarness> StartAsync(
        string local, RecordingProvider provider, RecordingPublisher receiver, FaultInjector faults,
        Func<string, TimeProvider, Task<IStore>> open, params string[] journeys) =>
        StartAsync(local, policy: null, provider, async (file, time) => faults.Around(await open(file, time)), receiver, around: null,
            journeys, faults);

    private static async Task<CampaignHarness> StartAsync(
        string local, ContactPolicy? policy, RecordingProvider provider, Func<string, TimeProvider, Task<IStore>> open,
        RecordingPublisher? receiver,
        Func<IChannelProvider, TimeProvider, IChannelProvider>? around, string[] journeys, ITimelineSink? sink = null,
        LiveTemplates? texts = null)
    {
        var time = new VirtualTime(At(local));
        var folder = Directory.CreateTempSubdirectory("campaigns-");
        var store = await open(Path.Combine(folder.FullName, "world.db"), time);
        return new(folder, store, time, texts ?? LiveTemplates.Of(await Templates.Value),
            new PausableLibrary(policy ?? NoLimits, journeys.Select(PausableLibrary.Journey)), provider, receiver, around, sink);
    }

    /// <summary>A world with texts of its own.</summary>
    public static Task<CampaignHarness> StartAsync(string local, LiveTemplates texts, params string[] journeys) => StartAsync(
        local, policy: null, new RecordingProvider(), TestStores.OpenAsync, receiver: null, around: null, journeys, texts: texts);

    public static Task<CampaignHarness> StartAsync(string local, params string[] journeys) =>
        StartAsync(local, null, new RecordingProvider(), journeys);

    public static Instant At(string local) => Minute.Parse(local).Value.InZoneLeniently(Zone).ToInstant();

    /// <summary>Another host on the same store, which dies by itself.</summary>
    public (CampaignEngine Engine, CrashingStore Store) StartHost()
    {
        var store = new CrashingStore(_store.Rows, _store.Queues);
        return (_start(store), store);
    }

    /// <summary>A customer who can be reached on every channel and consents to all.</summary>
    public async Task AddCustomerAsync(string customer = "ann")
    {
        await SendEventAsync(customer, "customer.updated", ("name", "Ann Lee"), ("given_name", "Ann"), ("phone", "+886912345678"),
            ("email", $"{customer}@example.com"),
            ("push_token", $"push-{customer}"), ("language", "en"), ("time_zone", "Asia/Taipei"), ("value_tier", "standard"),
            ("agent_id", "agent-1"), ("agent_name", "Sam"));
        await SendEventAsync(customer, "customer.consented", ("how", "form"));
    }

    /// <summary>So many of them: c0, c1, …</summary>
    public async Task AddCustomersAsync(int customers)
    {
        for (var i = 0; i < customers; i++)
            await AddCustomerAsync($"c{i}");
    }

    /// <summary>A policy of a customer.</summary>
    public Task SendPolicyAsync(
        string customer = "ann", string expires = "2026-12-31", string type = "policy.updated", string id = "P1") => SendEventAsync(
        customer, type, ("policy_id", id), ("number", "X-1"), ("product", "motor"), ("product_name", "Motor Plus"), ("premium", 900m),
        ("renewal_premium", 950m),
        ("currency", "TWD"), ("expires_on", expires), ("auto_renew", false), ("agent_id", "agent-1"),
        ("status", type == "policy.lapsed" ? "lapsed" : "active"));

    public CustomerEvent Event(string customer, string type, params (string Name, object? Value)[] data) => new(
        "test", $"e{Interlocked.Increment(ref _events)}", type, Time.Now, new(customer),
        AttributeBag.Of(data.Select(d => KeyValuePair.Create(d.Name, d.Value))));

    public async Task SendEventAsync(string customer, string type, params (string Name, object? Value)[] data) =>
        await Runner.HandleAsync(Event(customer, type, data), Cancel);

    /// <summary>Lets the clock run.</summary>
    public Task RunToAsync(string local) => RunToAsync(At(local));

    /// <summary>The same, to a second.</summary>
    public Task RunToAsync(Instant until) =>
        new VirtualRun(Engine, Time).RunAsync(EmptyEventStream.Instance, until, progress: null, Cancel);

    /// <summary>Does what is due now.</summary>
    public async Task RunDueAsync()
    {
        while (await Engine.RunDueAsync(Cancel))
        {
        }
    }

    /// <summary>Does something until it succeeds; the process is started again whenever it dies.</summary>
    public async Task RetryUntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (StoreUnavailableException)
            {
                Store.Restart();
            }
        }
    }

    /// <summary>What the timeline says of these kinds: minute, kind, step, channel, reason; what is missing is left out.</summary>
    public async Task<List<string>> TimelineAsync(string customer = "ann", params string[] kinds)
    {
        var lines = new List<string>();
        await foreach (var timelineEvent in Services.Customers.ReadTimelineAsync(new(customer), Cancel))
        {
            if (kinds.Contains(timelineEvent.Kind))
                lines.Add(
                    string.Join(' ',
                        new[] { Minute.Format(timelineEvent.Time.InZone(Zone).LocalDateTime), timelineEvent.Kind,
                            timelineEvent.Step?.Value, timelineEvent.Channel?.Name, timelineEvent.Reason }.Where(part =>
                                part is not null)));
        }

        return lines;
    }

    public async Task<CustomerRecord> RecordAsync(string customer = "ann") => await Services.Customers.LoadAsync(new(customer), Cancel);

    /// <summary>The message that takes a slot now.</summary>
    public async Task<MessageId> MessageAsync(string step, string customer = "ann") =>
        (await RecordAsync(customer)).Ledger.Entries.Single(entry => entry.Step.Value == step && entry.Counts).Message;

    /// <summary>Every byte stored in the customer's partition, as text.</summary>
    public async Task<string> BytesAsync(string customer = "ann")
    {
        var rows = await _store.Rows.ReadAsync(CustomerStore.Table, customer, "", "~", 10_000, Cancel);
        return string.Concat(rows.Select(row => $"{row.Key}\n{System.Text.Encoding.UTF8.GetString(row.Body.Span)}\n"));
    }

    /// <summary>The dead letters.</summary>
    public DeadLetterQueue DeadLetters => new(Store, new MessageResender(Runner), Time);

    /// <summary>The dead letters of a channel's queue.</summary>
    public Task<List<DeadLetter>> DeadLettersAsync(Channel channel) => DeadLettersAsync(ChannelSender.DeadLetterQueueOf(channel));

    /// <summary>What lies in a dead-letter queue.</summary>
    public async Task<List<DeadLetter>> DeadLettersAsync(string queue) =>
        [.. (await _store.Queues.ReceiveAsync(queue, 32, Duration.FromSeconds(1), Cancel)).Select(m => DeadLetter.Read(m.Body))];

    public async ValueTask DisposeAsync()
    {
        _links.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class EmptyEventStream : IEventStream
    {
        public static readonly EmptyEventStream Instance = new();

        public Instant? NextAt => null;

        public IReadOnlyList<CustomerEvent> Next() => [];
    }
}
