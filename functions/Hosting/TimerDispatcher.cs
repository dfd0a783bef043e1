using System.Collections.Concurrent;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;
using Campaigns.Runtime.Timers;

namespace Campaigns.Hosting;

/// <summary>Fires the due timers of the due-time index; every host does it through this class.</summary>
/// <param name="table">The index.</param>
/// <param name="runner">Wakes what the timers stand for.</param>
/// <param name="work">Takes over what fails.</param>
/// <param name="incidents">Hears of timers that cannot be read.</param>
/// <param name="maxConcurrency">How many customers at the same time.</param>
public sealed class TimerDispatcher(
    TimerTable table, CampaignRunner runner, CustomerWorkQueue work, IncidentLog incidents, int maxConcurrency)
{
    /// <summary>How many timers are fired at most by one call.</summary>
    public const int PageSize = 1024;

    /// <summary>Fires a page of due timers. What fails is queued again by itself, so each is cleared that was tried.</summary>
    /// <returns>How many; a full page: there may be more.</returns>
    public async ValueTask<int> FirePageAsync(CancellationToken cancel)
    {
        var due = await table.DueAsync(runner.Now, PageSize, cancel, incidents);
        if (due.Count == 0)
            return 0;
        var tried = new ConcurrentBag<DueTimer>();
        try
        {
            await ByCustomer.ForEachAsync(due, timer => timer.Timer.Customer, maxConcurrency, async (timer, token) =>
            {
                await work.TryAsync(new CustomerWork.Timer(timer.Timer.Customer, timer.Timer.Enrollment), attempt =>
                    runner.WakeAsync(timer.Timer, attempt), token);
                tried.Add(timer);
            }, cancel);
        }
        finally
        {
            // Also when the store goes away in the middle of the page: the rest of it comes again, but not all of it.
            await table.ClearAsync(tried, cancel);
        }

        return due.Count;
    }
}
