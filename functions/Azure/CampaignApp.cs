using Campaigns.Azure.Durable;
using Campaigns.Hosting;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Azure;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Azure;

/// <summary>
/// The parts of the app, put together: the services of every host over Azure storage, with Durable Functions for the alarm clock.
/// </summary>
public sealed class CampaignApp : IDisposable
{
    /// <summary>
    /// The queues that functions are triggered by. They are made at the start: until a queue is there the host logs a warning
    /// at each look.
    /// </summary>
    public static IReadOnlyList<string> TriggerQueues { get; } =
        [.. Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name), TimelineOutbox.Queue, EventQueue.Name];

    private readonly ProviderRegistry _providers;

    private CampaignApp(
        AzureStore store, TriggeredQueue queues, DurableTimers timers, CampaignLibrary library, JourneyStatistics statistics,
        ProviderRegistry providers, LinkSigner links, CampaignServices services, TimeProvider time)
    {
        (Store, Queues, Timers, Library, Statistics, _providers, Links, Services, Time) =
            (store, queues, timers, library, statistics, providers, links, services, time);
    }

    /// <summary>The storage account.</summary>
    public AzureStore Store { get; }

    /// <summary>The queues, as triggers use them.</summary>
    public TriggeredQueue Queues { get; }

    /// <summary>The alarm clock.</summary>
    public DurableTimers Timers { get; }

    /// <summary>What has been deployed.</summary>
    public CampaignLibrary Library { get; }

    /// <summary>What is counted.</summary>
    public JourneyStatistics Statistics { get; }

    /// <summary>Signs links.</summary>
    public LinkSigner Links { get; }

    /// <summary>Who takes events, delivers, publishes and sweeps.</summary>
    public CampaignServices Services { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Reads templates and library, and puts everything together.</summary>
    /// <exception cref="InvalidOperationException">A setting or a template is wrong: every finding, a line each.</exception>
    public static async Task<CampaignApp> StartAsync(AppSettings settings, TimeProvider time, CancellationToken cancel)
    {
        if (!ProviderRegistry.TryCreate(settings.Senders, time, out var providers, out var errors))
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        try
        {
            return await StartAsync(settings, settings.Storage.Open(time), providers, time, cancel);
        }
        catch
        {
            providers.Dispose();
            throw;
        }
    }

    private static async Task<CampaignApp> StartAsync(
        AppSettings settings, AzureStore store, ProviderRegistry providers, TimeProvider time, CancellationToken cancel)
    {
        await store.MakeQueuesAsync(TriggerQueues, cancel);
        var templates = await TemplateSet.LoadAsync(store.Templates(settings.Storage.Templates), cancel);
        if (templates.Errors.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, templates.Errors));
        var library = new CampaignLibrary(store.Rows, new SweepTable(store.Rows), JourneyChecks.Against(() => templates), time);
        await library.RefreshAsync(cancel);
        var statistics = new JourneyStatistics(store.Rows, new CustomerDirectory(store.Rows), new CustomerStore(store.Rows));
        var links = new LinkSigner(new LinkKey(1, settings.LinkSecret), [], time);
        var queues = new TriggeredQueue(store.Queues, time);
        if (settings.Publish is not null)
            await new PublicationFlag(store.Rows).SetAsync(cancel);
        var timers = new DurableTimers(new TimerTable(store.Rows), time);
        var address = settings.PublicAddress ?? new Uri("http://localhost:7071/");
        var services = new CampaignServices(new CampaignParts(
            store.Rows, store.Queues, timers, library, templates,
            providers.Channels.ToDictionary(channel => channel, channel => providers.For(channel)!),
            statistics, links, () => address, time)
        {
            Leases = queues,
            MessageContext = settings.MessageContext
            with
            { PublicAddress = settings.PublicAddress ?? settings.MessageContext.PublicAddress },
            Publisher = settings.Publish is { } publish ? EventPublisherFactory.Create(publish, time) : null,
        });
        return new CampaignApp(store, queues, timers, library, statistics, providers, links, services, time);
    }

    /// <summary>Closes connections to providers.</summary>
    public void Dispose()
    {
        _providers.Dispose();
        Links.Dispose();
        Library.Dispose();
    }
}

/// <summary>Gives the functions their services.</summary>
internal static class CampaignRegistration
{
    public static void AddCampaigns(this IServiceCollection services, CampaignApp app) => services
        .AddSingleton(app).AddSingleton(app.Services).AddSingleton(app.Services.Runner).AddSingleton(app.Services.Customers)
        .AddSingleton(app.Library).AddSingleton(app.Statistics).AddSingleton(app.Links).AddSingleton(app.Timers).AddSingleton(app.Time)
        .AddSingleton<Http.ApiFunction>()
        .AddSingleton(new Http.RouteTable(new GeneratedFunctionMetadataProvider())).AddHostedService<Housekeeping>();
}
