using Campaigns.Azure.Durable;
using Campaigns.Runtime.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Timers;

/// <summary>What comes by the clock and concerns no single enrollment. The host lets one instance at a time run a timer.</summary>
public sealed class TimerFunctions(CampaignApp app, DurableAlarms alarms)
{
    private const int AlarmPage = 256;
    private const int AtOnce = 32;

    /// <summary>Fires the schedules that are due and carries sweeps over all customers on.</summary>
    [Function("SweepCustomers")]
    public async Task SweepAsync([TimerTrigger("0 * * * * *", UseMonitor = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        alarms.Use(client);
        await app.Services.Scheduler.FireDueAsync(app.Services.Runner.Now, cancel);
        while (await app.Services.Sweeper.RunOneAsync(cancel))
        {
            // The next one; a page that an instance's end cuts short is done again.
        }
    }

    /// <summary>Looks at customers whose dates have come within a journey's reach, completes erasures, and rings for clocks that ended with an alarm on its way to them.</summary>
    [Function("RingDates")]
    public async Task RingAsync([TimerTrigger("30 * * * * *", UseMonitor = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        alarms.Use(client);
        IReadOnlyList<DueAlarm> due;
        do
        {
            due = await alarms.Table.DueAsync(app.Services.Runner.Now, AlarmPage, cancel);
            // Alarms of one customer go one after the other: at once they would only get into each other's way.
            await Parallel.ForEachAsync(due.GroupBy(alarm => alarm.Alarm.Customer), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (customer, token) =>
                {
                    foreach (var alarm in customer)
                        await app.Services.Runner.WakeAsync(alarm.Alarm, token);
                });
            await alarms.Table.ClearAsync(due, cancel);
        }
        while (due.Count == AlarmPage);
    }
}
