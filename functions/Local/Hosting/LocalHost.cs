using Campaigns.Api;
using Campaigns.Api.Access;
using Campaigns.Hosting;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Outbox;
using Campaigns.Senders.Providers;
using Campaigns.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Campaigns.Local.Hosting;

/// <summary>The local host: the API, the timers and the senders in one process on the real clock. State survives a restart.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly IDisposable? _lock;
    private readonly CampaignInstallation _installation;
    private readonly BackgroundWorkers _workers;
    private readonly WebApplication _application;

    private LocalHost(
        IDisposable? @lock, IStore store, CampaignInstallation installation, BackgroundWorkers workers, WebApplication application) =>
        (_lock, _store, _installation, _workers, _application) = (@lock, store, installation, workers, application);

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.First();

    /// <summary>What has been deployed.</summary>
    public CampaignLibrary Library => _installation.Library;

    /// <summary>Opens the store, carries on what was going on when it was closed or killed, and listens.</summary>
    /// <exception cref="HostConfigurationException">Something in the settings forbids starting; the message says what.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        PrivateFiles.CreateFolder(options.Data);
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
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<LocalHost> StartAsync(
        LocalHostOptions options, TimeProvider time, ProviderRegistry providers, IStore store, CancellationToken cancel)
    {
        var keys = LinkKeyFile.ReadOrCreate(options.Data);
        var installation = await CampaignInstallation.OpenAsync(
            new InstallationParts(store.Rows, store.Queues, new TemplateFolder(options.Templates), providers, keys[^1], time)
            {
                EarlierLinkKeys = [.. keys.SkipLast(1)],
                // The usual outbox too when messages go by other ways now; the log of the database last.
                Copies = [.. Outbox(options, providers), .. store.Remnants is { } remnants ? [remnants] : (ICustomerDataCopy[])[]],
                MessageContext = options.MessageContext,
                Publish = options.Publish,
                StoreHealth = store.Health,
                TemplateInterval = TimeSpan.Zero,
            }, cancel);
        var @lock = HostLock.TryTake(options.Data);
        try
        {
            var drafts = await LibrarySeed.SeedAsync(installation.Library, options.Journeys, options.PublishJourneys, cancel);
            if (!await installation.Statistics.BeginAsync(@lock is null ? null : HostStore.NameOf(options), cancel))
                await installation.Statistics.RebuildAsync(cancel);
            var application = await ListenAsync(options, installation, new ApiKeyRing([], new ApiKeyTable(store.Rows), time), cancel);
            await application.StartAsync(cancel);
            installation.Services.HostAddress = new UriBuilder("http", "localhost", new Uri(application.Urls.First()).Port).Uri;
            var log = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Campaigns");
            foreach (var draft in drafts)
                log.LogError("A journey cannot be published and stays a draft: {Journey}", draft);
            ProviderLog.Attach(installation.Services, log);
            var workers = BackgroundWorkers.Start(installation, HostStore.Idle(options), HostStore.Measures(options), log);
            return new LocalHost(@lock, store, installation, workers, application);
        }
        catch
        {
            @lock?.Dispose();
            installation.Dispose();
            throw;
        }
    }

    /// <summary>Finishes what is being done, saves the statistics, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        using var held = _lock; // to the end, also when the store is away
        await _application.DisposeAsync();
        await _workers.DisposeAsync();
        await _installation.Statistics.EndAsync(CancellationToken.None);
        _installation.Dispose();
        await _store.DisposeAsync();
    }

    private static IEnumerable<ICustomerDataCopy> Outbox(LocalHostOptions options, ProviderRegistry providers)
    {
        var usual = new OutboxCopies(options.Outbox);
        return providers.Copies.Any(copies => copies.Root == usual.Root) ? [] : [usual];
    }

    private static async Task<WebApplication> ListenAsync(
        LocalHostOptions options, CampaignInstallation installation, ApiKeyRing keys, CancellationToken cancel)
    {
        var addresses = ListenAddresses.Of(options);
        if (!ListenAddresses.AreLoopback(addresses) && options.ApiKey is not { Length: > 0 } && !await keys.AnyActiveAsync(cancel))
        {
            throw new HostConfigurationException(
                $"--urls {options.Urls} listens beyond this machine, where everybody could read customers and publish journeys. " +
                "Set CAMPAIGNS_API_KEY, or add a key with 'campaigns keys add'.");
        }

        var builder = WebApplication.CreateSlimBuilder();
        // Instead of those of the configuration: an address in a variable must not open the host unseen.
        builder.WebHost.ConfigureKestrel(server => server.ConfigurationLoader = null).UseUrls([.. addresses]);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        // Standard output is for answers; and that it did not start is told by whoever started it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddLocalTelemetry(builder.Configuration);
        builder.Services.AddCampaigns(installation);
        var application = builder.Build();
        application.UseMetrics(new ApiAccess(new AccessOptions { Key = options.ApiKey }, keys,
            application.Services.GetRequiredService<ILogger<ApiAccess>>()));
        application.MapCampaignsApi(new CampaignsApiOptions { ApiKey = options.ApiKey, Keys = keys });
        return application;
    }
}
