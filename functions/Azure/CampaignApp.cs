using Campaigns.Api.Access;
using Campaigns.Azure.Durable;
using Campaigns.Hosting;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Azure;

/// <summary>
/// The parts of the app, put together: the services of every host over Azure storage, with Durable Functions for the timers.
/// </summary>
public sealed class CampaignApp : IDisposable
{
    /// <summary>
    /// The queues that functions are triggered by. They are made at the start: until a queue is there the host logs a warning
    /// at each look.
    /// </summary>
    public static IReadOnlyList<string> TriggerQueues { get; } =
        [.. Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name), TimelineOutbox.Queue, EventQueue.Name,
            CustomerWorkQueue.Name];

    private CampaignApp(
        AzureStore store, TriggeredQueue queues, DurableTimers timers, CampaignInstallation installation, AccessSettings access) =>
        (Store, Queues, Timers, Installation, Access) = (store, queues, timers, installation, access);

    /// <summary>What every host has.</summary>
    public CampaignInstallation Installation { get; }

    /// <summary>The storage account.</summary>
    public AzureStore Store { get; }

    /// <summary>The queues, as triggers use them.</summary>
    public TriggeredQueue Queues { get; }

    /// <summary>The timers.</summary>
    public DurableTimers Timers { get; }

    /// <summary>Who may call which route.</summary>
    public AccessSettings Access { get; }

    /// <summary>What has been deployed.</summary>
    public CampaignLibrary Library => Installation.Library;

    /// <summary>What is counted.</summary>
    public JourneyStatistics Statistics => Installation.Statistics;

    /// <summary>Signs links.</summary>
    public LinkSigner Links => Installation.Links;

    /// <summary>Who takes events, delivers, publishes and sweeps.</summary>
    public CampaignServices Services => Installation.Services;

    /// <summary>The clock.</summary>
    public TimeProvider Time => Services.Time;

    /// <summary>Reads templates and library, and puts everything together.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong: every finding, a line each.</exception>
    public static async Task<CampaignApp> StartAsync(AppSettings settings, TimeProvider time, CancellationToken cancel)
    {
        if (!ProviderRegistry.TryCreate(settings.Senders, time, out var providers, out var errors))
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        var store = settings.Storage.Open(time);
        await store.MakeQueuesAsync(TriggerQueues, cancel);
        var queues = new TriggeredQueue(store.Queues, time);
        var timers = new DurableTimers(new TimerTable(store.Rows), time);
        var context = settings.MessageContext;
        var installation = await CampaignInstallation.OpenAsync(
            new InstallationParts(
                store.Rows, store.Queues, store.Templates(settings.Storage.Templates), providers,
                new LinkKey(settings.LinkKeyId, settings.LinkSecret), time)
            {
                EarlierLinkKeys = settings.EarlierLinkKeys,
                Timers = timers,
                Leases = queues,
                MessageContext = context with { PublicAddress = settings.PublicAddress ?? context.PublicAddress },
                Publish = settings.Publish,
            }, cancel);
        if (settings.PublicAddress is { } address)
            installation.Services.HostAddress = address;
        return new CampaignApp(store, queues, timers, installation, settings.Access);
    }

    /// <summary>Closes connections to providers.</summary>
    public void Dispose() => Installation.Dispose();
}

/// <summary>Gives the functions their services.</summary>
internal static class FunctionServices
{
    public static void AddCampaignFunctions(this IServiceCollection services, CampaignApp app) => services
        .AddCampaigns(app.Installation).AddSingleton(app).AddSingleton(app.Timers).AddSingleton<LibraryFollower>()
        .AddSingleton(services => new ApiAccess(app.Access.Options,
            new ApiKeyRing(app.Access.ApiKeys, new ApiKeyTable(app.Store.Rows), app.Time),
            services.GetRequiredService<ILogger<ApiAccess>>()))
        .AddSingleton<Http.ApiFunction>()
        .AddSingleton(new Http.RouteTable(new GeneratedFunctionMetadataProvider())).AddHostedService<Housekeeping>();
}
