using Campaigns.Hosting;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;

namespace Campaigns.Portfolio;

/// <summary>Takes the rows of a portfolio into a store. A row that fails keeps none of the others from it.</summary>
/// <param name="runner">Takes them.</param>
/// <param name="work">Takes over the rows that fail for internal reasons.</param>
public sealed class PortfolioImporter(CampaignRunner runner, CustomerWorkQueue work)
{
    private const int PageSize = 1024;

    /// <summary>Imports all rows, those of one customer in the order of the file.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="source">The file's name.</param>
    /// <param name="rejected">Hears of rows that cannot be used, or would exceed a limit.</param>
    /// <param name="cancel">Stops it between rows.</param>
    /// <param name="noticed">Hears of rows that are taken and whose customer cannot be reached at an address; null: nobody.</param>
    public async Task<ImportResult> RunAsync(
        IEnumerable<PortfolioRow> rows, string source, Action<PortfolioRow.Rejected> rejected, CancellationToken cancel,
        Action<PortfolioRow.Rejected>? noticed = null)
    {
        var (imported, queued) = (0L, 0L);
        foreach (var page in rows.Chunk(PageSize))
        {
            foreach (var row in page.OfType<PortfolioRow.Rejected>())
                rejected(row);
            if (noticed is not null)
                Notice(page.OfType<PortfolioRow.Mapped>(), noticed);
            await ByCustomer.ForEachAsync(
                page.OfType<PortfolioRow.Mapped>().ToList(), row => row.Customer, CampaignParts.DefaultMaxConcurrency,
                async (row, token) =>
                {
                    try
                    {
                        if (await TakeAsync(row, source, token))
                            Interlocked.Increment(ref imported);
                        else
                            Interlocked.Increment(ref queued);
                    }
                    catch (RowRefusedException e)
                    {
                        lock (rejected)
                            rejected(new PortfolioRow.Rejected(row.Line, Column: null, Value: null, e.Message) { Text = row.Text });
                    }
                }, cancel);
        }

        return new ImportResult(imported, queued);
    }

    private void Notice(IEnumerable<PortfolioRow.Mapped> rows, Action<PortfolioRow.Rejected> noticed)
    {
        foreach (var row in rows)
        {
            List<KeyValuePair<string, object?>> changes =
                [.. row.CustomerAttributes.Select(attribute => KeyValuePair.Create(attribute.Key, (object?)attribute.Value))];
            foreach (var finding in AddressReading.Findings(AttributeBag.Empty, changes, runner.Library.ContactPolicy.Country))
                noticed(new PortfolioRow.Rejected(row.Line, Column: null, Value: null, finding));
        }
    }

    private async ValueTask<bool> TakeAsync(PortfolioRow.Mapped row, string source, CancellationToken cancel)
    {
        var events = PortfolioEvents.Of(row, source, runner.Now);
        string? refusal = null; // the row's own fault: trying again does not help
        var done = await work.TryAsync(new CustomerWork.Events(row.Customer, events), async attempt =>
        {
            try
            {
                if ((await runner.TakeAsync(events, attempt)).Erased)
                    refusal = "the customer's data has been erased; a new customer needs another id";
            }
            catch (LimitExceededException e)
            {
                refusal = e.Message;
            }
        }, cancel);
        return refusal is null ? done : throw new RowRefusedException(refusal);
    }

    private sealed class RowRefusedException(string message) : Exception(message);
}

/// <summary>What an import came to, besides the rows that were rejected.</summary>
/// <param name="Imported">Rows taken.</param>
/// <param name="Queued">Rows that failed for internal reasons and are tried again by the host.</param>
public sealed record ImportResult(long Imported, long Queued);
