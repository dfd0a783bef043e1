using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;

namespace Campaigns.Runtime.Sweeps;

/// <summary>
/// Carries sweeps on, a page of customers at a time; after a crash a page is done again, which changes nothing. Several processes at it do
/// some pages twice, to the same end. A customer who fails is left to the queue of work, and a sweep that fails to those after it.
/// </summary>
public sealed class Sweeper(
    SweepTable table, CustomerDirectory directory, CampaignRunner runner, CustomerWorkQueue work, IncidentLog incidents)
{
    private const int PageSize = 200;
    private const int MaxConcurrency = 16;

    /// <summary>Works on the oldest open sweep that can be carried on until its end.</summary>
    /// <returns>Whether there was one.</returns>
    public async ValueTask<bool> RunOneAsync(CancellationToken cancel)
    {
        var open = await table.OpenAsync(incidents, cancel);
        if (open.Count == 0)
            return false;
        await runner.Library.CatchUpAsync(cancel); // the sweep follows from a publication that may be another process's
        foreach (var progress in open)
        {
            var part = $"sweep {progress.Sweep.Journey}/{progress.Sweep.Kind}";
            try
            {
                await RunAsync(progress, cancel);
                incidents.Resolve(part);
                return true;
            }
            catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
            {
                incidents.Report(part, e);
            }
        }

        return false;
    }

    private async ValueTask RunAsync(SweepProgress progress, CancellationToken cancel)
    {
        while (true)
        {
            var after = progress.Partition is { } partition ? new RowAddress(partition, progress.Key!) : (RowAddress?)null;
            var page = await directory.PageAsync(after, PageSize, cancel);
            var entered = 0;
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (item, token) =>
            {
                await work.TryAsync(new CustomerWork.Swept(item.Customer, progress.Sweep), async attempt =>
                    Interlocked.Add(ref entered, await runner.SweepAsync(progress.Sweep, item.Customer, attempt)), token);
            });
            progress = progress with { Seen = progress.Seen + page.Count, Entered = progress.Entered + entered };
            if (page.Count < PageSize)
                break;
            progress = progress with { Partition = page[^1].Place.Partition, Key = page[^1].Place.Key };
            if (await table.SaveAsync(progress, cancel) is not { } saved)
                return; // another process is ahead with it: the next round starts from there
            progress = saved;
        }

        await table.CloseAsync(progress, cancel);
    }
}
