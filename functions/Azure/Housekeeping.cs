using Campaigns.Hosting;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.Azure;

/// <summary>What every instance does besides its functions: looks for published versions, and saves its statistics.</summary>
/// <remarks>
/// An instance that is killed takes up to <see cref="Interval"/> of its counts with it; <c>JourneyStatistics.RebuildAsync</c> brings them
/// back.
/// </remarks>
internal sealed partial class Housekeeping(CampaignApp app, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await app.Statistics.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        app.Services.Incidents.Began += Tell;
        ProviderLog.Attach(app.Services, log);
        using var timer = new PeriodicTimer(Interval, app.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await app.Installation.Work.RunAsync("housekeeping", Interval, () => RunOnceAsync(stoppingToken));
            }
            catch (StoreUnavailableException e)
            {
                LogUnavailable(log, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                app.Services.Incidents.Report("loop housekeeping", e); // a failure that left here would stop the host
            }
        }
    }

    private async Task RunOnceAsync(CancellationToken cancel)
    {
        await app.Library.RefreshAsync(cancel);
        await app.Statistics.FlushAsync(cancel);
        await app.Installation.TemplateWatch.LookAsync(cancel); // the container itself is listed once a minute
    }

    private void Tell(Incident incident, Exception failure)
    {
        if (failure is TellableException)
            LogTold(log, incident.Part, failure.Message);
        else
            LogIncident(log, failure, incident.Part);
    }

    [LoggerMessage(LogLevel.Error, "{Part}: {Reason}")]
    private static partial void LogTold(ILogger log, string part, string reason);

    [LoggerMessage(LogLevel.Error, "{Part} failed; the rest goes on, and it is tried again")]
    private static partial void LogIncident(ILogger log, Exception failure, string part);

    [LoggerMessage(LogLevel.Warning, "The store is unavailable: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string reason);
}
