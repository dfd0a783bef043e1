using Campaigns.Azure.Durable;
using Campaigns.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Timers;

/// <summary>What comes by the clock and concerns no single enrollment. The host lets one instance at a time run a timer.</summary>
public sealed class TimerFunctions(CampaignApp app, DurableTimers timers)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Looks at ramps, fires the schedules that are due and carries sweeps over all customers on.</summary>
    [Function("SweepCustomers")]
    public async Task SweepAsync(
        [TimerTrigger("0 * * * * *", UseMonitor = true)] TimerInfo timer, [DurableClient] DurableTaskClient client,
            CancellationToken cancel)
    {
        timers.Use(client);
        await app.Installation.Work.RunAsync("sweeps", Interval, () => SweepAsync(cancel));
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        await app.Installation.Ramps.LookAsync(cancel);
        await app.Services.Scheduler.FireDueAsync(app.Services.Runner.Now, cancel);
        while (await app.Services.Sweeper.RunOneAsync(cancel))
        {
            // The next one; a page that an instance's end cuts short is done again.
        }

        await RemoveEndedLinksAsync(cancel);
    }

    /// <summary>Once an hour, at most so many pages: what is left is for the next hour.</summary>
    private async Task RemoveEndedLinksAsync(CancellationToken cancel)
    {
        const int pages = 50;
        const int pageSize = 100;
        var now = app.Services.Runner.Now;
        if (now.InUtc().Minute != 0)
            return;
        for (var page = 0; page < pages && await app.Services.Customers.Links.RemoveEndedAsync(now, pageSize, cancel) == pageSize; page++)
        {
            // The next page.
        }
    }

    /// <summary>
    /// Looks at customers whose dates have come within a journey's reach, completes erasures, and fires for clocks that ended with a timer
    /// on its way to them.
    /// </summary>
    [Function("RingDates")]
    public async Task FireDueTimersAsync(
        [TimerTrigger("30 * * * * *", UseMonitor = true)] TimerInfo timer, [DurableClient] DurableTaskClient client,
            CancellationToken cancel)
    {
        timers.Use(client);
        await app.Installation.Work.RunAsync("timers", Interval, () => FireDueTimersAsync(cancel));
    }

    private async Task FireDueTimersAsync(CancellationToken cancel)
    {
        while (await app.Services.TimerDispatcher.FirePageAsync(cancel) == TimerDispatcher.PageSize)
        {
            // The next page.
        }
    }
}
