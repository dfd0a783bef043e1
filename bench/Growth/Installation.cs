using System.Text;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Growth.Benchmarks;

/// <summary>Everything a host consists of, over a new embedded store and a virtual clock; messages go nowhere.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-growth-");
    private readonly EmbeddedStore _store;
    private readonly LinkSigner _links;
    private int _events;

    private Installation(IEnumerable<string> journeys, TemplateSet templates)
    {
        Time = new VirtualTime(Instant.FromUtc(2026, 3, 2, 4, 0));
        _store = EmbeddedStore.Open(Path.Combine(_folder.FullName, "campaigns.db"), Time, Durability.Relaxed);
        _links = new LinkSigner(new LinkKey(1, "a secret that only benchmarks of growth use"), [], Time);
        Rows = new CountedRows(_store.Rows);
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        // Without limits: what is measured is what grows, not what waits.
        var policy = shipped.Policy! with { QuietHours = [], Caps = [], Gap = null };
        var definitions = journeys.Select(text => JourneyReader.Read(Encoding.UTF8.GetBytes(text)) is var reading
            && reading.Definition is { } definition ? definition : throw new InvalidDataException(string.Join("; ", reading.Findings)));
        Services = new CampaignServices(new CampaignParts(
            Rows, _store.Queues, new FixedLibrary(shipped.Catalog!, policy, definitions), LiveTemplates.Of(templates),
            new Dictionary<Channel, IChannelProvider> { [Channel.Sms] = new DryRunProvider() }, new CompositeTimelineSink(), _links, Time)
        {
            MessageContext = new() { TrackClicks = false },
            MaxConcurrency = CampaignParts.CpuBoundConcurrency,
        });
        Engine = new CampaignEngine(Services);
    }

    public VirtualTime Time { get; }

    public CountedRows Rows { get; }

    public CampaignServices Services { get; }

    public CampaignEngine Engine { get; }

    public static async Task<Installation> OfAsync(params IEnumerable<string> journeys) =>
        new(journeys, await CampaignFolder.ShippedTemplatesAsync());

    /// <summary>A journey of an exempt category, so that neither consent nor caps hold its messages.</summary>
    public static string Journey(string id, string entry, string steps, string more = "") => $$"""
        { "id": "{{id}}", "name": "Growth", "category": "service", "transactional": { "because": "a benchmark", "anyHour": true },
          "entry": {{entry}}, {{more}} "steps": [ {{steps}} ] }
        """;

    /// <summary>A text message.</summary>
    public static string Send(string id) => $$"""{ "id": "{{id}}", "send": { "channels": ["sms"], "template": "gift/claim" } }""";

    /// <summary>An event that has not been before, at the clock's instant.</summary>
    public CustomerEvent Event(string customer, string type, params (string Name, object? Value)[] data) =>
        new("growth", $"e{_events++}", type, Time.Now, new CustomerId(customer), AttributeBag.Of(data.Select(value => KeyValuePair.Create(value.Name, value.Value))));

    /// <summary>Makes a customer known.</summary>
    public async Task MeetAsync(string customer) => await Services.Runner.HandleAsync(
        Event(customer, "customer.updated", ("phone", "+886912345678"), ("language", "en"), ("value_tier", "high")), default);

    /// <summary>Gives many events of one customer, as a history is read.</summary>
    public async Task HandleAllAsync(IEnumerable<CustomerEvent> events)
    {
        foreach (var page in events.Chunk(50))
            await Services.Runner.HandleAsync(page, default);
    }

    /// <summary>Does all that is due until an instant.</summary>
    public async Task RunToAsync(Instant until)
    {
        while (await Engine.NextDueAsync(default) is { } next && next <= until)
        {
            Time.MoveTo(next);
            while (await Engine.RunDueAsync(default))
            {
            }
        }

        Time.MoveTo(until);
    }

    public async ValueTask DisposeAsync()
    {
        _links.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
