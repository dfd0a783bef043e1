using System.Net;
using Campaigns.Api;
using Campaigns.Hosting;
using Campaigns.Insights.Statistics;
using Campaigns.Publishing;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Campaigns.Local.Hosting;

/// <summary>The local host: the API, the alarm clock and the senders in one process on the real clock. State survives a restart.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly string _name;
    private readonly ProviderRegistry _providers;
    private readonly LinkSigner _links;
    private readonly JourneyStatistics _statistics;
    private readonly BackgroundWorkers _loops;
    private readonly WebApplication _application;
    private readonly IEventPublisher? _publisher;

    private LocalHost(
        string name, IStore store, ProviderRegistry providers, LinkSigner links, JourneyStatistics statistics, BackgroundWorkers loops,
        WebApplication application,
        CampaignLibrary library, IEventPublisher? publisher)
    {
        (_name, _store, _providers, _links, _statistics, _loops, _application, _publisher) =
            (name, store, providers, links, statistics, loops, application, publisher);
        Library = library;
    }

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.First();

    /// <summary>What has been deployed.</summary>
    public CampaignLibrary Library { get; }

    /// <summary>Opens the store, carries on what was going on when it was closed or killed, and listens.</summary>
    /// <exception cref="HostConfigurationException">Something in the settings forbids starting; the message says what.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        Directory.CreateDirectory(options.Data);
        List<string> wrong = [.. options.Publish?.Check() ?? [], .. options.MessageContext.Check()];
        if (!ProviderRegistry.TryCreate(options.Senders ?? ProviderOptions.OutboxOnly(options.Outbox), time, out var providers,
            out var errors) || wrong.Count > 0)
        {
            providers?.Dispose();
            throw new HostConfigurationException(string.Join(Environment.NewLine, [.. errors, .. wrong]));
        }

        IStore store;
        try
        {
            store = HostStore.Open(options, time);
        }
        catch
        {
            providers.Dispose();
            throw;
        }

        try
        {
            return await StartAsync(options, time, providers, store, cancel);
        }
        catch
        {
            providers.Dispose();
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<LocalHost> StartAsync(
        LocalHostOptions options, TimeProvider time, ProviderRegistry providers, IStore store, CancellationToken cancel)
    {
        var links = new LinkSigner(LinkSecret.ReadOrCreate(options.Data), [], time);
        var templates = await TemplateSet.LoadAsync(new TemplateFolder(options.Templates), cancel);
        if (templates.Errors.Count > 0)
            throw new HostConfigurationException(string.Join(Environment.NewLine, templates.Errors));
        var library = new CampaignLibrary(store.Rows, new SweepTable(store.Rows), JourneyChecks.Against(() => templates), time);
        await library.RefreshAsync(cancel);
        await LibrarySeed.SeedAsync(library, options.Journeys, cancel);

        var customers = new CustomerStore(store.Rows);
        var statistics = new JourneyStatistics(store.Rows, new CustomerDirectory(store.Rows), customers);
        var name = HostStore.NameOf(options);
        if (!await statistics.BeginAsync(name, cancel))
            await statistics.RebuildAsync(cancel);
        var publisher = options.Publish is { } publish ? EventPublisherFactory.Create(publish, time) : null;
        if (publisher is not null)
            await new PublicationFlag(store.Rows).SetAsync(cancel);
        var engine = new CampaignEngine(new EngineParts(
            store, library, templates, providers.Channels.ToDictionary(channel => channel, channel => providers.For(channel)!), statistics,
            links, time)
        {
            MessageContext = options.MessageContext,
            Publisher = publisher,
        });
        var application = Listen(options, engine, library, statistics, links);
        await application.StartAsync(cancel);
        engine.HostAddress = new UriBuilder("http", "localhost", new Uri(application.Urls.First()).Port).Uri;
        var log = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Campaigns");
        return new LocalHost(
            name, store, providers, links, statistics, BackgroundWorkers.Start(engine, library, statistics, HostStore.Idle(options), log),
            application, library, publisher);
    }

    /// <summary>Finishes what is being done, writes down what was counted, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _loops.DisposeAsync();
        await _statistics.EndAsync(_name, CancellationToken.None);
        _providers.Dispose();
        (_publisher as IDisposable)?.Dispose();
        _links.Dispose();
        Library.Dispose();
        await _store.DisposeAsync();
    }

    private static WebApplication Listen(
        LocalHostOptions options, CampaignEngine engine, CampaignLibrary library, JourneyStatistics statistics, LinkSigner links)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, options.Port));
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // Standard output is for answers; and that it did not start is told by whoever started it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddLocalTelemetry(builder.Configuration);
        builder.Services.AddSingleton(engine.Runner).AddSingleton(engine.Customers).AddSingleton(library).AddSingleton(statistics)
            .AddSingleton(links).AddSingleton(engine.Time);
        var application = builder.Build();
        application.MapCampaignsApi(new CampaignsApiOptions { ApiKey = options.ApiKey });
        return application;
    }
}
