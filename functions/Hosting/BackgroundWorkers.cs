using Campaigns.Hosting.Measures;
using Campaigns.Insights.Statistics;
using Campaigns.Operations;
using Campaigns.Publishing;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Delivery;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Campaigns.Hosting;

/// <summary>The local host's workers, each a loop: timers, sweeps, one sender a channel, the library, the statistics.</summary>
public sealed partial class BackgroundWorkers : IAsyncDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Retries = TimeSpan.FromSeconds(5); // what lies there has failed and waits for minutes
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RemovalOfLinks = TimeSpan.FromMinutes(10);
    private const int PageOfLinks = 100;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private readonly List<ChannelPump> _pumps = [];
    private readonly ILogger _log;
    private readonly IncidentLog _incidents;
    private OperationsGauges? _gauges;

    private readonly WorkLog _work;

    private readonly TimeProvider _time;

    private BackgroundWorkers(ILogger log, IncidentLog incidents, WorkLog work, TimeProvider time)
    {
        (_log, _incidents, _work, _time) = (log, incidents, work, time);
        _incidents.Began += Tell;
        _incidents.Ended += TellEnd;
    }

    /// <summary>Starts the loops; they run until this is disposed of.</summary>
    /// <param name="installation">Whose work is done.</param>
    /// <param name="idle">How long a loop that found nothing waits before it looks again.</param>
    /// <param name="measures">How often queues and timers are looked at for the gauges, and ramps for their rules.</param>
    /// <param name="log">Where failures are reported.</param>
    public static BackgroundWorkers Start(CampaignInstallation installation, TimeSpan idle, TimeSpan measures, ILogger log)
    {
        var (services, library, statistics) = (installation.Services, installation.Library, installation.Statistics);
        var loops = new BackgroundWorkers(log, services.Incidents, installation.Work, services.Time);
        loops.Add("timers", idle, async cancel => await services.TimerDispatcher.FirePageAsync(cancel) > 0);
        loops.Add("sweeps", idle, async cancel =>
        {
            await services.Scheduler.FireDueAsync(services.Runner.Now, cancel);
            return await services.Sweeper.RunOneAsync(cancel);
        });
        loops.Add("work", Retries, async cancel => await services.Work.RunPageAsync(cancel) > 0);
        foreach (var (channel, sender) in services.Senders)
        {
            var pump = new ChannelPump(sender, services.Queues, services.Time, services.MaxConcurrency, e => loops.Report(channel.Name, e));
            loops._pumps.Add(pump);
            loops.Add(channel.Name, idle, pump.FillAsync);
        }

        if (services.Publication is { } publication)
        {
            loops.Add("publication", idle, async cancel =>
            {
                var page = await publication.RunPageAsync(cancel);
                if (page.Problem is { } problem)
                {
                    services.Incidents.Report(Publication, new PublicationProblem(problem)); // once, not with each page
                    await Task.Delay(AfterFailure, cancel); // a long queue must not become a storm upon who is away already
                }

                else if (page.Received > 0)
                    services.Incidents.Resolve(Publication);
                return page.Received > 0;
            });
        }

        loops.Add("links", RemovalOfLinks, async cancel =>
            await services.Customers.Links.RemoveEndedAsync(services.Runner.Now, PageOfLinks, cancel) == PageOfLinks);
        var held = new HoldLog(library, log);
        loops.Add("library", Refresh, async cancel =>
        {
            try
            {
                await library.RefreshAsync(cancel);
                await library.FinishDeploymentAsync(cancel);
            }
            finally
            {
                held.Look(); // it is followed also when something else cannot be read
            }

            return false;
        });
        loops.Add("templates", Refresh, async cancel =>
        {
            await installation.TemplateWatch.LookAsync(cancel);
            return false;
        });
        loops.Add("providers", Refresh, _ =>
        {
            ProviderLog.Look(services);
            return Task.FromResult(false);
        });
        loops.Add("statistics", Flush, async cancel =>
        {
            await statistics.FlushAsync(cancel);
            return false;
        });
        var gauges = loops._gauges = new OperationsGauges(services);
        loops.Add("measures", measures, async cancel =>
        {
            await gauges.ObserveAsync(cancel);
            return false;
        });
        loops.Add("ramps", measures, async cancel =>
        {
            await installation.Ramps.LookAsync(cancel);
            return false;
        });
        loops.Add("recovery of statistics", JourneyStatistics.RecoveryInterval, async cancel =>
        {
            await statistics.RecoverAsync(cancel);
            return false;
        });
        return loops;
    }

    /// <summary>Stops the loops, each when it has finished what it is doing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        foreach (var pump in _pumps)
            await pump.DisposeAsync();
        _gauges?.Dispose();
        _stop.Dispose();
        _incidents.Began -= Tell;
        _incidents.Ended -= TellEnd;
    }

    private void Add(string name, TimeSpan pause, Func<CancellationToken, Task<bool>> work) => _loops.Add(Task.Run(async () =>
    {
        try
        {
            while (true)
                await OnceAsync(name, pause, work);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: what was not finished is done again after the next start.
        }
    }));

    /// <summary>One round. A failure is told and tried again; it never ends the loop, nor stops the other loops.</summary>
    private async Task OnceAsync(string name, TimeSpan pause, Func<CancellationToken, Task<bool>> work)
    {
        try
        {
            _work.Began(name);
            var worked = await work(_stop.Token);
            _work.Ended(name, worked ? TimeSpan.Zero : pause);
            _incidents.Resolve(PartOf(name));
            if (worked)
                return;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            Report(name, e);
            pause = AfterFailure;
            _work.Failed(name, e, pause);
        }

        await Task.Delay(pause, _stop.Token);
    }

    private void Report(string name, Exception failure) => _incidents.Report(PartOf(name), failure);

    private void Tell(Incident incident, Exception failure)
    {
        if (failure is IncidentException)
            LogIncident(_log, incident.Part, FailureText.Of(failure).TrimEnd('.'));
        else if (failure is StoreUnavailableException)
            LogUnavailable(_log, incident.Part, FailureText.Of(failure));
        else
            LogFailed(_log, incident.Part, FailureText.Of(failure));
    }

    private void TellEnd(Incident incident) =>
        LogEnd(_log, incident.Part, (long)(Instant.FromDateTimeOffset(_time.GetUtcNow()) - incident.Since).TotalSeconds);

    private static string PartOf(string loop) => $"loop {loop}";

    private const string Publication = "publication";

    [LoggerMessage(LogLevel.Error, "{Part} failed and is tried again; this is logged once, until it works: {Failure}")]
    private static partial void LogFailed(ILogger log, string part, string failure);

    [LoggerMessage(LogLevel.Warning, "{Part}: the store is unavailable: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string part, string reason);

    [LoggerMessage(LogLevel.Warning, "{Part}: {Problem}. This is logged once, until it is mended")]
    private static partial void LogIncident(ILogger log, string part, string problem);

    // At the level of what it ends, so that no filter lets only one of the two pass.
    [LoggerMessage(LogLevel.Warning, "{Part}: mended; it failed for {Seconds} s")]
    private static partial void LogEnd(ILogger log, string part, long seconds);
}
