using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>Finds customers by what they have: a telephone number, a mailbox, a policy.</summary>
/// <param name="customers">The customers.</param>
/// <param name="time">The clock.</param>
public sealed class CustomerSearch(CustomerStore customers, TimeProvider time)
{
    private const int DirectoryPage = 256;
    private const int MaxConcurrency = 8;

    /// <summary>
    /// Enters the customers of a store of an earlier version into the index; where it stops, the next call goes on. Until all are in,
    /// a search may miss some.
    /// </summary>
    /// <param name="patience">How long it may go on; at least one page is done.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether all are in.</returns>
    public async ValueTask<bool> PrepareAsync(Duration patience, CancellationToken cancel)
    {
        var mark = customers.Lookup.Mark;
        if (await mark.IsBuiltAsync(cancel))
            return true;
        var directory = new CustomerDirectory(customers.Rows);
        var began = time.GetTimestamp();
        var place = await mark.PlaceAsync(cancel);
        do
        {
            var page = await directory.PageAsync(place, DirectoryPage, cancel);
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (listed, token) => await EnterAsync(listed.Customer, token));
            if (page.Count < DirectoryPage)
            {
                await mark.SetBuiltAsync(cancel);
                return true;
            }

            place = page[^1].Place;
            await mark.SetPlaceAsync(page[^1].Place, cancel);
        }
        while (time.GetElapsedTime(began) < patience.ToTimeSpan());
        return false;
    }

    /// <summary>The customers who have any of several things, in the order of their ids.</summary>
    /// <param name="anyOf">What to look for.</param>
    /// <param name="after">Only those after this one; null: from the first.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<CustomerPage> FindAsync(
        IReadOnlyCollection<LookupTerm> anyOf, CustomerId? after, int take, CancellationToken cancel)
    {
        var found = new List<CustomerRecord>();
        while (true)
        {
            var listed = new SortedSet<string>(StringComparer.Ordinal);
            var complete = true;
            foreach (var term in anyOf)
            {
                var page = await customers.Lookup.ReadAsync(term, after, take + 1, cancel);
                complete &= page.Count <= take;
                listed.UnionWith(page.Select(customer => customer.Value));
            }

            // Of several lists each is whole up to the place where the first of them breaks off; that many are taken in one go.
            foreach (var id in complete ? listed.AsEnumerable() : listed.Take(take + 1))
            {
                after = new CustomerId(id);
                var record = await customers.LoadAsync(after.Value, cancel);
                if (!LookupTerm.Of(record).Any(anyOf.Contains))
                    continue; // has it no longer, or not yet
                if (found.Count == take)
                    return new(found, found[^1].Id);
                found.Add(record);
            }

            if (complete)
                return new(found, Next: null);
        }
    }

    private async ValueTask EnterAsync(CustomerId customer, CancellationToken cancel)
    {
        var record = await customers.LoadAsync(customer, cancel);
        foreach (var term in LookupTerm.Of(record).Distinct())
            await customers.Lookup.AddAsync(await customers.Lookup.HashAsync(term, cancel), customer, cancel);
    }
}

/// <summary>A page of customers.</summary>
/// <param name="Customers">The customers.</param>
/// <param name="Next">After whom the next page begins; null: this is the last.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerRecord> Customers, CustomerId? Next);
