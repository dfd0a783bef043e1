using System.Text;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Storage;

namespace Campaigns.Runtime.Tests.Releases;

/// <summary>A store to which releases are deployed, by hosts that may die at a chosen call.</summary>
internal sealed class ReleaseWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly IStore _store;
    private readonly TemplateSet _beside = TemplateSet.Parse([]);
    private readonly List<CampaignLibrary> _libraries = [];

    private ReleaseWorld(DirectoryInfo folder, IStore store, VirtualTime time)
    {
        (_folder, _store, Time) = (folder, store, time);
        Store = new CrashingStore(store.Rows, store.Queues);
        Library = NewLibrary(Store);
    }

    public VirtualTime Time { get; }

    /// <summary>What the host that deploys calls.</summary>
    public CrashingStore Store { get; }

    public CampaignLibrary Library { get; }

    public IRowStore Rows => _store.Rows;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ReleaseWorld> StartAsync()
    {
        var time = new VirtualTime(CampaignHarness.At("2026-06-01 12:00"));
        var folder = Directory.CreateTempSubdirectory("campaigns-releases-");
        return new(folder, await TestStores.OpenAsync(Path.Combine(folder.FullName, "world.db"), time), time);
    }

    /// <summary>Another host on the same store, which knows nothing yet.</summary>
    public CampaignLibrary NewLibrary(IRowStore? rows = null)
    {
        var library = new CampaignLibrary(rows ?? _store.Rows, new SweepTable(rows ?? _store.Rows), JourneyChecks.Against(() => _beside), Time,
            ReleasedTemplates.Compile);
        _libraries.Add(library);
        return library;
    }

    public async ValueTask<Release> AddAsync(ReleaseContent content, CampaignLibrary? library = null)
    {
        var releases = (library ?? Library).Releases;
        foreach (var file in content.Files)
            await releases.AddBlobAsync(file.Content, Cancel);
        return await releases.AddAsync(content.Manifest, "ann", "why", CampaignHarness.At("2026-06-01 11:00"), Cancel);
    }

    public async Task<DeployResult> DeployAsync(
        ReleaseContent content, DeployExpectation? expected = null, CampaignLibrary? library = null) =>
        await (library ?? Library).DeployAsync(
            await AddAsync(content, library), "ann", "why", expected ?? DeployExpectation.Any, Cancel);

    /// <summary>What a host that looks now decides and writes with.</summary>
    public async Task<string> SeenAsync()
    {
        using var host = NewLibrary();
        await host.RefreshAsync(Cancel);
        return Seen(host.Snapshot);
    }

    /// <summary>What a host decides and writes with, in a line.</summary>
    public static string Seen(ICampaignLibrary library)
    {
        var journeys = string.Join(", ", library.Journeys.Select(live =>
            $"{live.Definition.Id} {live.Status} {live.Definition.Priority}"));
        var attributes = string.Join(" ", library.Catalog.Of("customer").Keys.Order(StringComparer.Ordinal));
        return $"{journeys}; cap {library.ContactPolicy.Caps[0].Limit}; {attributes}; \"{Text(library)}\"";
    }

    /// <summary>The text of the one message.</summary>
    public static string Text(ICampaignLibrary library) => library.Texts is not TemplateSet texts ? "beside"
        : TemplateRenderer.Render(new RenderRequest("hello/hello", Channel.Sms, ["en"], new Dictionary<string, object?>()), texts) switch
        {
            RenderResult.Rendered { Message: Campaigns.Model.Messages.RenderedMessage.Text text } => text.Body,
            var other => other.ToString()!,
        };

    /// <summary>A release.</summary>
    /// <param name="text">What its message says.</param>
    /// <param name="cap">How many messages a month.</param>
    /// <param name="attribute">An attribute of customers.</param>
    /// <param name="journeys">Its journeys with their priorities.</param>
    public static ReleaseContent Content(string text, int cap, string attribute, params (string Id, int Priority)[] journeys) => Of(
    [
        ("catalog.json", Catalog(attribute)),
        ("contact-policy.json", $$"""
            { "timeZone": "Asia/Taipei", "caps": [ { "id": "month", "limit": {{cap}}, "window": { "rolling": "P30D" } } ] }
            """),
        ("templates/hello/hello.sms.en.scriban", text),
        .. journeys.Select(journey => ($"journeys/{journey.Id}.json", Journey(journey.Id, journey.Priority))),
    ]);

    public static ReleaseContent Of(params (string Path, string Text)[] files)
    {
        var (content, problems) = ReleaseContent.Of([.. files.Select(file => new ReleaseFile(file.Path, Encoding.UTF8.GetBytes(file.Text)))]);
        return content ?? throw new InvalidOperationException(string.Join("; ", problems));
    }

    public static string Catalog(string attribute, string type = "text") => $$"""
        { "customer": { "{{attribute}}": "{{type}}" }, "policy": { "expires_on": "date" }, "events": { "app.opened": {} } }
        """;

    public static string Journey(string id, int priority) => $$"""
        { "id": "{{id}}", "name": { "en": "{{id}}" }, "category": "hello", "priority": {{priority}}, "entry": { "on": "app.opened" },
          "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "hello/hello" } } ] }
        """;

    public async ValueTask DisposeAsync()
    {
        foreach (var library in _libraries)
            library.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
