using Campaigns.Model;
using Campaigns.Runtime.Customers;

namespace Campaigns.Runtime.UnitsOfWork;

/// <summary>
/// Keeps the lookup index in step with a customer: entries come before the save and go after it. A crash in between leaves at most an entry
/// that points to somebody who does not have it, which searches drop.
/// </summary>
/// <remarks>
/// An entry that goes is removed by the tag it had before the save. Whoever gives the customer the address back has loaded the customer
/// after this save, and so has written the entry after that tag was read: then it stays.
/// </remarks>
internal sealed class LookupUpdate
{
    private const int MaxConcurrency = 8; // a fleet of 300 policies comes with one event
    private static readonly LookupUpdate None = new(null, default, new Dictionary<string, string>());
    private readonly LookupIndex? _index;
    private readonly CustomerId _customer;
    private readonly IReadOnlyDictionary<string, string> _leaving;

    private LookupUpdate(LookupIndex? index, CustomerId customer, IReadOnlyDictionary<string, string> leaving) =>
        (_index, _customer, _leaving) = (index, customer, leaving);

    /// <summary>Writes what comes, and notes what goes.</summary>
    /// <param name="index">The index.</param>
    /// <param name="record">The customer as decided.</param>
    /// <param name="written">What attempts at this unit of work have written: those that lost leave nothing behind.</param>
    /// <param name="cancel">Stops it.</param>
    public static async ValueTask<LookupUpdate> BeginAsync(
        LookupIndex index, CustomerRecord record, Dictionary<string, string?> written, CancellationToken cancel)
    {
        var change = LookupChange.Of(record);
        if (change.Added.Count == 0 && change.Removed.Count == 0 && written.Count == 0)
            return None;
        var added = await HashesAsync(index, change.Added, cancel);
        var removed = await HashesAsync(index, change.Removed, cancel);
        var leaving = new Dictionary<string, string>();
        foreach (var (hash, tag) in written.Where(entry => entry.Value is not null && !added.Contains(entry.Key)))
            leaving[hash] = tag!;
        if (leaving.Count > 0)
        {
            foreach (var kept in await HashesAsync(index, LookupTerm.Of(record), cancel))
                leaving.Remove(kept);
        }

        await EachAsync(added, async (hash, token) =>
        {
            var tag = await index.AddAsync(hash, record.Id, token);
            lock (written)
                written[hash] = tag;
        }, cancel);
        if (record.Head.ErasurePending)
        {
            // Nobody comes back under this id, and the erasure goes on after a crash: the head remembers what is to go.
            if (removed.Count > 0)
                record.Set(record.Head with { ErasedLookups = [.. record.Head.ErasedLookups.Union(removed)] });
        }
        else
        {
            await EachAsync(removed, async (hash, token) =>
            {
                if (await index.TagAsync(hash, record.Id, token) is not { } tag)
                    return;
                lock (leaving)
                    leaving[hash] = tag;
            }, cancel);
        }

        return new(index, record.Id, leaving);
    }

    /// <summary>Removes what has gone, once the customer is saved.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancel)
    {
        if (_index is { } index)
            await EachAsync(_leaving, (entry, token) => index.RemoveAsync(entry.Key, _customer, entry.Value, token), cancel);
    }

    private static async ValueTask<HashSet<string>> HashesAsync(
        LookupIndex index, IEnumerable<LookupTerm> terms, CancellationToken cancel)
    {
        var hashes = new HashSet<string>();
        foreach (var term in terms)
            hashes.Add(await index.HashAsync(term, cancel));
        return hashes;
    }

    private static async Task EachAsync<T>(
        IReadOnlyCollection<T> items, Func<T, CancellationToken, ValueTask> act, CancellationToken cancel)
    {
        if (items.Count > 0)
            await Parallel.ForEachAsync(
                items, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel }, act);
    }
}
