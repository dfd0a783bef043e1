using System.Collections.Concurrent;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
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

    /// <summary>The most timers of a customer that are fired together: what they change fits a batch of the store, as a rule.</summary>
    private const int MaxTogether = 32;

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
            var together = due.GroupBy(timer => timer.Timer.Customer).SelectMany(customer => customer.Chunk(MaxTogether));
            await ByCustomer.ForEachAsync(together, timers => timers[0].Timer.Customer, maxConcurrency, async (timers, token) =>
            {
                if (timers.Length == 1 || !await TryFireTogetherAsync(timers, token))
                {
                    foreach (var timer in timers)
                        await FireAsync(timer.Timer, token);
                }

                foreach (var timer in timers)
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

    /// <summary>One that fails is found by firing each by itself; it keeps none of the others.</summary>
    private async ValueTask<bool> TryFireTogetherAsync(DueTimer[] timers, CancellationToken cancel)
    {
        try
        {
            await runner.WakeAsync([.. timers.Select(timer => timer.Timer)], cancel);
            return true;
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OutOfMemoryException or OperationCanceledException))
        {
            return false;
        }
    }

    private ValueTask<bool> FireAsync(WakeTimer timer, CancellationToken cancel) =>
        work.TryAsync(new CustomerWork.Timer(timer.Customer, timer.Enrollment), attempt => runner.WakeAsync(timer, attempt), cancel);
}
