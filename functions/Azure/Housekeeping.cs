using Campaigns.Hosting;
using Campaigns.Hosting.Measures;
using Campaigns.Insights.Statistics;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Campaigns.Azure;

/// <summary>What every instance does besides its functions: looks for published versions, and saves its statistics.</summary>
/// <remarks>
/// What an instance that is killed has counted, another completes from the timelines some ten minutes later.
/// </remarks>
internal sealed partial class Housekeeping(CampaignApp app, LibraryFollower library, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await app.Statistics.EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        app.Services.Incidents.Began += Tell;
        app.Services.Incidents.Ended += TellEnd;
        ProviderLog.Attach(app.Services, log);
        // By itself: after an instance was killed it may take long, and nothing else is to wait for it.
        var recovery = RepeatAsync(
            "recovery of statistics", JourneyStatistics.RecoveryInterval, app.Statistics.RecoverAsync, stoppingToken);
        using var gauges = new OperationsGauges(app.Services);
        var turns = new MeasureTurns(app.Store.Rows, app.Time);
        var measures = RepeatAsync("measures", OperationsGauges.PaidInterval, cancel => gauges.ObserveAsync(
            turns, library.IsWorking ? OperationsGauges.PaidInterval : OperationsGauges.RestInterval, cancel), stoppingToken);
        var held = new HoldLog(app.Library, log);
        await RepeatAsync("housekeeping", Interval, async cancel =>
        {
            ProviderLog.Look(app.Services);
            held.Look();
            await library.TickAsync(cancel);
            await app.Library.FinishDeploymentAsync(cancel);
            await app.Statistics.FlushAsync(cancel);
            await app.Installation.TemplateWatch.LookAsync(cancel); // the container itself is listed once a minute
        }, stoppingToken);
        await Task.WhenAll(recovery, measures);
    }

    private async Task RepeatAsync(string name, TimeSpan interval, Func<CancellationToken, ValueTask> work, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, app.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await app.Installation.Work.RunAsync(name, interval, async () => await work(stoppingToken));
                app.Services.Incidents.Resolve($"loop {name}");
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                app.Services.Incidents.Report($"loop {name}", e); // a failure that left here would stop the host
            }
        }
    }

    private void Tell(Incident incident, Exception failure)
    {
        if (failure is StoreUnavailableException or IncidentException)
            LogExpected(log, incident.Part, FailureText.Of(failure));
        else
            LogIncident(log, incident.Part, FailureText.Of(failure));
    }

    private void TellEnd(Incident incident) =>
        LogEnd(log, incident.Part, (long)(Instant.FromDateTimeOffset(app.Time.GetUtcNow()) - incident.Since).TotalSeconds);

    [LoggerMessage(LogLevel.Error, "{Part} failed; the rest goes on, and it is tried again: {Failure}")]
    private static partial void LogIncident(ILogger log, string part, string failure);

    [LoggerMessage(LogLevel.Warning, "{Part}: {Reason}")]
    private static partial void LogExpected(ILogger log, string part, string reason);

    [LoggerMessage(LogLevel.Warning, "{Part}: mended; it failed for {Seconds} s")]
    private static partial void LogEnd(ILogger log, string part, long seconds);
}
