using System.Net;
using Campaigns.Api;
using Campaigns.Hosting;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Library;
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
    private readonly string _name;
    private readonly CampaignInstallation _installation;
    private readonly BackgroundWorkers _workers;
    private readonly WebApplication _application;

    private LocalHost(
        string name, IStore store, CampaignInstallation installation, BackgroundWorkers workers, WebApplication application) =>
        (_name, _store, _installation, _workers, _application) = (name, store, installation, workers, application);

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.First();

    /// <summary>What has been deployed.</summary>
    public CampaignLibrary Library => _installation.Library;

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
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<LocalHost> StartAsync(
        LocalHostOptions options, TimeProvider time, ProviderRegistry providers, IStore store, CancellationToken cancel)
    {
        var installation = await CampaignInstallation.OpenAsync(
            new InstallationParts(
                store.Rows, store.Queues, new TemplateFolder(options.Templates), providers, LinkSecret.ReadOrCreate(options.Data), time)
            {
                MessageContext = options.MessageContext,
                Publish = options.Publish,
            }, cancel);
        try
        {
            var drafts = await LibrarySeed.SeedAsync(installation.Library, options.Journeys, cancel);
            var name = HostStore.NameOf(options);
            if (!await installation.Statistics.BeginAsync(name, cancel))
                await installation.Statistics.RebuildAsync(cancel);
            var application = Listen(options, installation);
            await application.StartAsync(cancel);
            installation.Services.HostAddress = new UriBuilder("http", "localhost", new Uri(application.Urls.First()).Port).Uri;
            var log = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Campaigns");
            foreach (var error in installation.Templates.Errors)
                log.LogError("A template cannot be used, its messages become dead letters: {Error}", error);
            foreach (var draft in drafts)
                log.LogError("A journey cannot be published and stays a draft: {Journey}", draft);
            ProviderLog.Attach(installation.Services, log);
            var workers = BackgroundWorkers.Start(
                installation.Services, installation.Library, installation.Statistics, HostStore.Idle(options), log);
            return new LocalHost(name, store, installation, workers, application);
        }
        catch
        {
            installation.Dispose();
            throw;
        }
    }

    /// <summary>Finishes what is being done, saves the statistics, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _workers.DisposeAsync();
        await _installation.Statistics.EndAsync(_name, CancellationToken.None);
        _installation.Dispose();
        await _store.DisposeAsync();
    }

    private static WebApplication Listen(LocalHostOptions options, CampaignInstallation installation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, options.Port));
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // Standard output is for answers; and that it did not start is told by whoever started it.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddLocalTelemetry(builder.Configuration);
        builder.Services.AddCampaigns(installation);
        var application = builder.Build();
        application.MapCampaignsApi(new CampaignsApiOptions { ApiKey = options.ApiKey });
        return application;
    }
}
