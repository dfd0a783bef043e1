using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Sweeps;

/// <summary>Carries sweeps on, a page of customers at a time; after a crash a page is done again, which changes nothing.
/// Several processes at it do some pages twice, to the same end.</summary>
public sealed class Sweeper(SweepTable table, CustomerDirectory directory, CampaignRunner runner)
{
    private const int PageSize = 200;
    private const int MaxConcurrency = 16;

    /// <summary>Works on the oldest open sweep until its end.</summary>
    /// <returns>Whether there was one.</returns>
    public async ValueTask<bool> RunOneAsync(CancellationToken cancel)
    {
        var open = await table.OpenAsync(cancel);
        if (open.Count == 0)
            return false;
        await runner.Library.CatchUpAsync(cancel); // the sweep follows from a publication that may be another process's
        var progress = open[0];
        while (true)
        {
            var after = progress.Partition is { } partition ? new RowAddress(partition, progress.Key!) : (RowAddress?)null;
            var page = await directory.PageAsync(after, PageSize, cancel);
            var entered = 0;
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (item, token) =>
            {
                var begun = await DoAsync(progress.Sweep, item.Customer, token);
                Interlocked.Add(ref entered, begun);
            });
            progress = progress with { Seen = progress.Seen + page.Count, Entered = progress.Entered + entered };
            if (page.Count < PageSize)
                break;
            progress = progress with { Partition = page[^1].Place.Partition, Key = page[^1].Place.Key };
            if (await table.SaveAsync(progress, cancel) is not { } saved)
                return true; // another process is ahead with it: the next round starts from there
            progress = saved;
        }

        await table.CloseAsync(progress, cancel);
        return true;
    }

    private async ValueTask<int> DoAsync(Sweep sweep, CustomerId customer, CancellationToken cancel)
    {
        switch (sweep.Kind)
        {
            case SweepKind.Dates:
                await runner.EnrollByDatesAsync(sweep.Journey, customer, cancel);
                return 0;
            case SweepKind.Resume:
                await runner.ResumeAsync(sweep.Journey, customer, cancel);
                return 0;
            case SweepKind.Concurrency:
                await runner.RebalanceConcurrencyAsync(customer, cancel);
                return 0;
            case SweepKind.Stop:
                await runner.StopAsync(sweep.Journey, sweep.Outcome ?? "retired", customer, cancel);
                return 0;
            default:
                var live = runner.Library.Journeys.FirstOrDefault(journey => journey.Definition.Id == sweep.Journey);
                if (live is not { Status: JourneyStatus.Published })
                    return 0;
                var entered = 0;
                foreach (var schedule in JourneySchedule.Of(live.Definition)
                    .Where(schedule => sweep.Schedule is null || sweep.Schedule == schedule.Id))
                    entered += await runner.EnrollAudienceAsync(live.Definition, schedule, sweep.At, customer, cancel);
                return entered;
        }
    }
}
