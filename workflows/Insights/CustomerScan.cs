using System.Runtime.CompilerServices;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Insights;

/// <summary>Reads something of every customer: page by page, many of a page at once, and in the same order each time.</summary>
/// <remarks>One read for each customer and more for what is asked of it, so it takes as long as there are customers.</remarks>
public static class CustomerScan
{
    private const int Page = 500;
    private const int MaxConcurrency = 16; // an account in the cloud answers after milliseconds, and many at once

    /// <summary>What <paramref name="read"/> makes of each customer that exists.</summary>
    /// <param name="rows">The store.</param>
    /// <param name="read">Reads what is wanted of one; called for several at once.</param>
    /// <param name="cancel">Stops it.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IRowStore rows, Func<CustomerStore, CustomerRecord, CancellationToken, ValueTask<T>> read,
        [EnumeratorCancellation] CancellationToken cancel) where T : class
    {
        var customers = new CustomerStore(rows);
        var directory = new CustomerDirectory(rows);
        RowAddress? after = null;
        while (true)
        {
            var page = await directory.PageAsync(after, Page, cancel);
            var found = new T?[page.Count];
            await Parallel.ForAsync(0, page.Count,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel }, async (i, token) =>
            {
                // One who is listed, but was not saved before a crash, does not exist.
                if (await customers.LoadAsync(page[i].Customer, token) is { Exists: true } record)
                    found[i] = await read(customers, record, token);
            });
            foreach (var one in found.OfType<T>())
                yield return one;
            if (page.Count < Page)
                yield break;
            after = page[^1].Place;
        }
    }
}
