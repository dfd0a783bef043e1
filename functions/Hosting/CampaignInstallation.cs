using Campaigns.Insights.Migrations;
using Campaigns.Insights.Ramps;
using Campaigns.Insights.Statistics;
using Campaigns.Operations;
using Campaigns.Publishing;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;

namespace Campaigns.Hosting;

/// <summary>
/// A store, templates and settings put together into what a host serves: the same for the local host and for the Functions app.
/// </summary>
public sealed class CampaignInstallation : IDisposable
{
    private readonly ProviderRegistry _providers;
    private readonly IEventPublisher? _publisher;

    private CampaignInstallation(
        CampaignLibrary library, LiveTemplates templates, JourneyStatistics statistics, LinkSigner links, CampaignServices services,
        InstallationParts parts, IEventPublisher? publisher)
    {
        (Library, Templates, Statistics, Links, Services, _providers, _publisher) =
            (library, templates, statistics, links, services, parts.Providers, publisher);
        TemplateWatch = new TemplateWatch(templates, services.Incidents, parts.Time);
        Work = new WorkLog(parts.Time);
        Ramps = new RampWatch(library, statistics, services.Incidents, parts.Time);
        Migrations = new MigrationPreview(library, parts.Rows, parts.Time);
        Operations = new OperationsMonitor(new OperationsParts(parts.Rows, parts.Queues, library, services.Incidents, parts.Time)
        {
            Store = parts.StoreHealth,
            Senders = services.Monitors,
            Templates = templates,
            Work = Work,
        });
    }

    /// <summary>What has been deployed.</summary>
    public CampaignLibrary Library { get; }

    /// <summary>
    /// The message templates, which follow their files. A template that never was without errors is left out: its messages become dead
    /// letters, and everything else works.
    /// </summary>
    public LiveTemplates Templates { get; }

    /// <summary>Follows the files of the templates, and tells what is wrong with them.</summary>
    public TemplateWatch TemplateWatch { get; }

    /// <summary>When the loops of this process ran.</summary>
    public WorkLog Work { get; }

    /// <summary>Looks how everything is.</summary>
    public OperationsMonitor Operations { get; }

    /// <summary>What is counted.</summary>
    public JourneyStatistics Statistics { get; }

    /// <summary>Carries ramps on by their rules.</summary>
    public RampWatch Ramps { get; }

    /// <summary>Looks where those inside a journey would go on another version.</summary>
    public MigrationPreview Migrations { get; }

    /// <summary>Signs links.</summary>
    public LinkSigner Links { get; }

    /// <summary>The services.</summary>
    public CampaignServices Services { get; }

    /// <summary>Reads templates and library, and puts everything together.</summary>
    /// <param name="parts">What the host brings. Its providers are disposed of with the installation, also when this fails.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<CampaignInstallation> OpenAsync(InstallationParts parts, CancellationToken cancel)
    {
        try
        {
            var (rows, time) = (parts.Rows, parts.Time);
            var templates = await LiveTemplates.OpenAsync(parts.Templates, parts.TemplateInterval, time, cancel);
            var library = new CampaignLibrary(rows, new SweepTable(rows), JourneyChecks.Against(() => templates.OfSource), time,
                ReleasedTemplates.Compile);
            await library.RefreshAsync(cancel);
            templates.OfRelease = () => library.Texts as TemplateSet;
            var statistics = new JourneyStatistics(rows, new CustomerDirectory(rows), new CustomerStore(rows), time);
            var links = new LinkSigner(parts.LinkKey, parts.EarlierLinkKeys, time);
            var publisher = parts.Publish is { } publish ? EventPublisherFactory.Create(publish, time) : null;
            if (publisher is not null)
                await new PublicationFlag(rows).SetAsync(cancel);
            var services = new CampaignServices(new CampaignParts(
                rows, parts.Queues, library, templates, parts.Providers.ByChannel, statistics, links, time)
            {
                Timers = parts.Timers,
                Leases = parts.Leases,
                MessageContext = parts.MessageContext,
                Copies = [.. parts.Providers.Copies, .. parts.Copies],
                ProviderNames = parts.Providers.Names,
                Publisher = publisher,
            });
            return new CampaignInstallation(library, templates, statistics, links, services, parts, publisher);
        }
        catch
        {
            parts.Providers.Dispose();
            throw;
        }
    }

    /// <summary>Closes connections to providers and receivers.</summary>
    public void Dispose()
    {
        _providers.Dispose();
        (_publisher as IDisposable)?.Dispose();
        Links.Dispose();
        Templates.Dispose();
        Library.Dispose();
    }
}

/// <summary>What a host brings to an installation.</summary>
/// <param name="Rows">The tables.</param>
/// <param name="Queues">The queues.</param>
/// <param name="Templates">Where message templates are read from.</param>
/// <param name="Providers">Who delivers.</param>
/// <param name="LinkKey">Signs links.</param>
/// <param name="Time">The clock.</param>
public sealed record InstallationParts(
    IRowStore Rows, IDelayedQueue Queues, ITemplateSource Templates, ProviderRegistry Providers, LinkKey LinkKey, TimeProvider Time)
{
    /// <summary>Keys whose links are still out there: they verify, and sign nothing any more.</summary>
    public IReadOnlyList<LinkKey> EarlierLinkKeys { get; init; } = [];

    /// <inheritdoc cref="CampaignParts.Timers"/>
    public ITimers? Timers { get; init; }

    /// <inheritdoc cref="CampaignParts.Leases"/>
    public IMessageLeases? Leases { get; init; }

    /// <inheritdoc cref="CampaignParts.MessageContext"/>
    public MessageContextOptions MessageContext { get; init; } = new();

    /// <inheritdoc cref="CampaignParts.Copies"/>
    public IReadOnlyList<ICustomerDataCopy> Copies { get; init; } = [];

    /// <summary>How often the files of the templates are looked at, at most; zero: also when a message fails for its own.</summary>
    public TimeSpan TemplateInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What the store knows of its condition; null: no more than that it answers.</summary>
    public IStoreHealth? StoreHealth { get; init; }

    /// <summary>Where timeline events are published; null: nowhere.</summary>
    public PublicationOptions? Publish { get; init; }
}
