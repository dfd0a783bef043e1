using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Timers;

namespace Campaigns.Hosting;

/// <summary>Fires the due timers of the due-time index; every host does it through this class.</summary>
/// <param name="table">The index.</param>
/// <param name="runner">Wakes what the timers stand for.</param>
/// <param name="maxConcurrency">How many customers at the same time.</param>
public sealed class TimerDispatcher(TimerTable table, CampaignRunner runner, int maxConcurrency)
{
    /// <summary>How many timers are fired at most by one call.</summary>
    public const int PageSize = 1024;

    /// <summary>Fires a page of due timers.</summary>
    /// <returns>How many; a full page: there may be more.</returns>
    public async ValueTask<int> FirePageAsync(CancellationToken cancel)
    {
        var due = await table.DueAsync(runner.Now, PageSize, cancel);
        if (due.Count == 0)
            return 0;
        await ByCustomer.ForEachAsync(
            due, timer => timer.Timer.Customer, maxConcurrency, (timer, token) => runner.WakeAsync(timer.Timer, token), cancel);
        await table.ClearAsync(due, cancel);
        return due.Count;
    }
}
