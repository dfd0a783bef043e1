using Campaigns.Azure.Durable;
using Campaigns.Runtime.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Timers;

/// <summary>What comes by the clock and concerns no single enrollment. The host lets one instance at a time run a timer.</summary>
public sealed class TimerFunctions(CampaignApp app, DurableTimers timers)
{
    private const int TimerPageSize = 256;
    private const int MaxConcurrency = 32;

    /// <summary>Fires the schedules that are due and carries sweeps over all customers on.</summary>
    [Function("SweepCustomers")]
    public async Task SweepAsync(
        [TimerTrigger("0 * * * * *", UseMonitor = true)] TimerInfo timer, [DurableClient] DurableTaskClient client,
            CancellationToken cancel)
    {
        timers.Use(client);
        await app.Services.Scheduler.FireDueAsync(app.Services.Runner.Now, cancel);
        while (await app.Services.Sweeper.RunOneAsync(cancel))
        {
            // The next one; a page that an instance's end cuts short is done again.
        }
    }

    /// <summary>
    /// Looks at customers whose dates have come within a journey's reach, completes erasures, and rings for clocks that ended with an alarm
    /// on its way to them.
    /// </summary>
    [Function("RingDates")]
    public async Task FireDueTimersAsync(
        [TimerTrigger("30 * * * * *", UseMonitor = true)] TimerInfo timer, [DurableClient] DurableTaskClient client,
            CancellationToken cancel)
    {
        timers.Use(client);
        IReadOnlyList<DueTimer> due;
        do
        {
            due = await timers.Table.DueAsync(app.Services.Runner.Now, TimerPageSize, cancel);
            // Alarms of one customer go one after the other: at once they would only get into each other's way.
            await Parallel.ForEachAsync(due.GroupBy(timer => timer.Timer.Customer),
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (customer, token) =>
                {
                    foreach (var timer in customer)
                        await app.Services.Runner.WakeAsync(timer.Timer, token);
                });
            await timers.Table.ClearAsync(due, cancel);
        }
        while (due.Count == TimerPageSize);
    }
}
