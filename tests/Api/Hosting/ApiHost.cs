using System.Net;
using Campaigns.Api.Access;
using Campaigns.Insights.Migrations;
using Campaigns.Insights.Ramps;
using Campaigns.Insights.Statistics;
using Campaigns.Operations;
using Campaigns.Rendering.Set;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Links;
using Campaigns.Storage.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>The interface on a real server at a free loopback port, over a real store in a file, on a clock that stands still.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string Key = "a key for tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-api-");
    private EmbeddedStore _store = null!;
    private WebApplication _application = null!;

    /// <summary>Whether it starts without a catalog and a contact policy.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Whether it has no key of its own.</summary>
    public bool IsKeyless { get; init; }

    /// <summary>The keys with scopes.</summary>
    public ApiKeyTable Keys { get; private set; } = null!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 4, 0, 0, TimeSpan.Zero));

    public SwitchableRowStore Rows { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Every exchange with this host.</summary>
    public ExchangeRecorder Recorder { get; } = new();

    public CampaignLibrary Library { get; private set; } = null!;

    public CampaignRunner Runner { get; private set; } = null!;

    public CustomerStore Customers { get; private set; } = null!;

    public CustomerDirectory CustomerIds { get; private set; } = null!;

    public JourneyStatistics Statistics { get; private set; } = null!;

    public SweepTable Sweeps { get; private set; } = null!;

    public LinkSigner Links { get; private set; } = null!;

    public OperationsMonitor Operations { get; private set; } = null!;

    /// <summary>What is broken.</summary>
    public IncidentLog Incidents { get; private set; } = null!;

    /// <summary>The queues.</summary>
    public IDelayedQueue Queues => _store.Queues;

    /// <summary>Every mapped path with a method of its own.</summary>
    public IEnumerable<(string Method, string Path)> Routes =>
        from source in ((IEndpointRouteBuilder)_application).DataSources
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, endpoint.RoutePattern.RawText!);

    public async ValueTask InitializeAsync()
    {
        _store = EmbeddedStore.Open(Path.Combine(_folder.FullName, "store.db"), Time, Durability.Process);
        Rows = new SwitchableRowStore(_store.Rows);
        Customers = new CustomerStore(Rows, MessageIds.Unkeyed); // golden answers have ids
        CustomerIds = new CustomerDirectory(Rows);
        Statistics = new JourneyStatistics(Rows, CustomerIds, Customers, Time);
        Sweeps = new SweepTable(Rows);
        Library = await NewLibraryAsync();
        Runner = RunnerOver(Library);
        Links = new LinkSigner(new LinkKey(1, "a secret of at least thirty-two characters"), [], Time);
        if (!IsEmpty)
        {
            await Library.SaveCatalogAsync(Repository.Journey("catalog.json"), CancellationToken.None);
            await Library.SaveContactPolicyAsync(Repository.Journey("contact-policy.json"), CancellationToken.None);
        }

        Incidents = new IncidentLog(Time);
        Operations = new OperationsMonitor(new OperationsParts(Rows, _store.Queues, Library, Incidents, Time)
        {
            Work = new WorkLog(Time),
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Runner).AddSingleton(Customers).AddSingleton(Library).AddSingleton(Statistics)
            .AddSingleton(new RampWatch(Library, Statistics, Incidents, Time)).AddSingleton(new MigrationPreview(Library, Rows, Time)).AddSingleton(Links).AddSingleton<TimeProvider>(Time).AddSingleton(Operations);
        _application = builder.Build();
        Keys = new ApiKeyTable(Rows);
        _application.MapCampaignsApi(
            new CampaignsApiOptions { ApiKey = IsKeyless ? null : Key, Keys = new ApiKeyRing([], Keys, Time) });
        await _application.StartAsync();
        Client = new HttpClient(Recorder) { BaseAddress = new Uri(_application.Urls.First()) };
        if (!IsKeyless)
            Client.DefaultRequestHeaders.Add("x-functions-key", Key);
    }

    /// <summary>Makes a key with scopes; the secret is returned.</summary>
    public async Task<string> AddKeyAsync(string name, ApiScopes scopes)
    {
        var secret = ApiKey.NewSecret();
        Assert.True(await Keys.AddAsync(
            new ApiKey(name, scopes, ApiKey.HashOf(secret), NodaTime.Instant.FromDateTimeOffset(Time.GetUtcNow())),
                CancellationToken.None));
        Time.Advance(ApiKeyRing.Lifetime);
        return secret;
    }

    /// <summary>Another process's runner over the same store.</summary>
    public CampaignRunner RunnerOver(ICampaignLibrary library) =>
        new(Customers, CustomerIds, new TimerTable(Rows), _store.Queues, library, Statistics, Time,
            intake: new IntakeOptions { Replies = () => TemplateSet.Parse([]).Replies });

    /// <summary>Another process's library over the same store.</summary>
    public async Task<CampaignLibrary> NewLibraryAsync()
    {
        var templates = await TemplateSet.LoadAsync(TemplateFolder.Shipped);
        var library = new CampaignLibrary(Rows, Sweeps, JourneyChecks.Against(() => templates), Time);
        await library.RefreshAsync(CancellationToken.None);
        return library;
    }

    /// <summary>Every row of the store: equal before and after means that nothing was written.</summary>
    public async Task<string> ContentAsync()
    {
        var lines = new List<string>();
        foreach (var table in (string[])["customers", "documents", "directory", "statistics", "alarms", "sweeps", "unknown"])
        {
            var rows = await Rows.ScanAsync(table, "", "\uE000", after: null, 100_000, CancellationToken.None);
            lines.AddRange(rows.Select(row => $"{table}/{row.Partition}/{row.Key} {row.Tag}"));
        }

        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_application is not null)
            await _application.DisposeAsync();
        Links?.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
