using System.Runtime.CompilerServices;
using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>The customers of a store as they stand: who is inside which journey, ledgers, consents. Nothing is written.</summary>
/// <param name="rows">The store.</param>
public sealed class StoredCustomers(IRowStore rows)
{
    private const int PageSize = 500;
    private readonly CustomerStore _customers = new(rows);
    private readonly CustomerDirectory _directory = new(rows);

    /// <summary>The ids of messages; of a store that has no key yet, plain hashes: making one would write.</summary>
    public async Task<MessageIds> MessageIdsAsync(CancellationToken cancel) =>
        await new InstallationKey(rows).FindAsync(cancel) is { } key ? MessageIds.Under(key) : MessageIds.Unkeyed;

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancel)
    {
        var count = 0L;
        await foreach (var page in PagesAsync(cancel))
            count += page.Count;
        return count;
    }

    /// <summary>Reads them, a page of ids at a time.</summary>
    /// <param name="at">When their walks begin.</param>
    /// <param name="cancel">Stops it.</param>
    public async IAsyncEnumerable<SimulatedCustomer> ReadAsync(Instant at, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var page in PagesAsync(cancel))
        {
            foreach (var (id, _) in page)
            {
                var record = await _customers.LoadAsync(id, cancel);
                if (!record.Exists)
                    continue; // listed, but a crash came before it was saved
                await _customers.GatherPastAsync(record, cancel);
                var finished = new List<EnrollmentRecord>();
                foreach (var enrollment in record.Ledger.Entries.Where(entry => entry.Status == ContactStatus.Reserved)
                    .Select(entry => entry.Enrollment).Distinct().Where(enrollment => !record.Enrollments.ContainsKey(enrollment)))
                {
                    if (await _customers.FindFinishedAsync(id, enrollment, cancel) is { } over)
                        finished.Add(over);
                }

                yield return SimulatedCustomer.Stored(record, finished, at);
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<(Model.CustomerId Customer, RowAddress Place)>> PagesAsync(
        [EnumeratorCancellation] CancellationToken cancel)
    {
        RowAddress? after = null;
        while (true)
        {
            var page = await _directory.PageAsync(after, PageSize, cancel);
            yield return page;
            if (page.Count < PageSize)
                yield break;
            after = page[^1].Place;
        }
    }
}
