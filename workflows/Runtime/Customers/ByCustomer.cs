using Campaigns.Model;

namespace Campaigns.Runtime.Customers;

/// <summary>Work on many customers at the same time.</summary>
public static class ByCustomer
{
    /// <summary>
    /// Handles items of many customers: those of one customer one after the other in their order, since at the same time they would only
    /// conflict; different customers at the same time.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="customerOf">Whose an item is.</param>
    /// <param name="maxConcurrency">How many customers at the same time.</param>
    /// <param name="handle">Handles one item.</param>
    /// <param name="cancel">Stops it between items.</param>
    public static Task ForEachAsync<T>(
        IEnumerable<T> items, Func<T, CustomerId> customerOf, int maxConcurrency, Func<T, CancellationToken, ValueTask> handle,
        CancellationToken cancel) => Parallel.ForEachAsync(
        items.GroupBy(customerOf), new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancel },
        async (customer, token) =>
        {
            foreach (var item in customer)
                await handle(item, token);
        });
}
