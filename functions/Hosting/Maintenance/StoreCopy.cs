using Campaigns.Hosting.DeadLetters;
using Campaigns.Insights.Statistics;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Delivery;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Hosting.Maintenance;

/// <summary>
/// Copies a store into an empty one of the other kind: from a machine to a storage account, or back. No host may run on either. Messages
/// that are due are not copied with their queues: a sweep that the next host carries out queues them again from the ledgers, once.
/// </summary>
/// <param name="source">Where from; it is not changed.</param>
/// <param name="target">Where to.</param>
/// <param name="time">The clock.</param>
public sealed class StoreCopy(IStore source, IStore target, TimeProvider time)
{
    private const int PageSize = 500;
    private const int MaxRowsPerBatch = 100;
    private const int MaxBatchBytes = 2 * 1024 * 1024; // of a batch of the store, which takes somewhat less than three megabytes
    private const int MaxConcurrency = 8;
    private static readonly Duration Lease = Duration.FromMinutes(5);

    /// <summary>Tables that are copied whole; customers follow the directory, and hosts that count say so anew.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        ReleaseStore.Table, DocumentTable.Table, ApiKeyTable.Table, PublicationFlag.Table, TimerTable.Table, SweepTable.Table, ReportIndex.Table,
        SuppressionIndex.Table, SharedLedgers.Table, LookupIndex.Table,
        ShortLinks.Table, UnknownMessages.Table, SendRateLimiter.Table, JourneyStatistics.Table, CustomerDirectory.Table,
    ];

    /// <summary>Queues whose messages are copied; those of the channels are filled again from the ledgers.</summary>
    public static IReadOnlyList<string> Queues { get; } =
        [.. DeadLetterQueue.QueueNames, TimelineOutbox.Queue, EventQueue.Name, CustomerWorkQueue.Name];

    /// <summary>Copies everything.</summary>
    /// <param name="progress">Told the number of customers copied, now and then.</param>
    /// <param name="cancel">Stops it; what has been copied stays, and a copy into it is refused until it is emptied.</param>
    /// <returns>Rows by table, and messages by queue.</returns>
    /// <exception cref="BackupException">The target is not empty.</exception>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(Action<long>? progress, CancellationToken cancel)
    {
        foreach (var table in Tables)
        {
            if ((await target.Rows.ScanAsync(table, "", Last, after: null, 1, cancel)).Count > 0)
                throw new BackupException("The target is not empty. A copy is made into an empty store only.");
        }

        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        // The directory last: it is what makes customers exist for sweeps.
        counts[CustomerStore.Table] = await CopyCustomersAsync(progress, cancel);
        foreach (var table in Tables)
            counts[table] = await CopyTableAsync(table, cancel);
        foreach (var queue in Queues)
            counts[$"queue {queue}"] = await CopyQueueAsync(queue, cancel);
        await OrderDispatchesAsync(cancel);
        return counts;
    }

    /// <summary>After the last key of any partition: ids may be in any script.</summary>
    private const string Last = "\uffff";

    private async Task<long> CopyCustomersAsync(Action<long>? progress, CancellationToken cancel)
    {
        var directory = new CustomerDirectory(source.Rows);
        long rows = 0;
        long customers = 0;
        RowAddress? after = null;
        while (await directory.PageAsync(after, PageSize, cancel) is { Count: > 0 } page)
        {
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (item, token) => Interlocked.Add(ref rows, await CopyPartitionAsync(item.Customer.Value, token)));
            progress?.Invoke(customers += page.Count);
            after = page[^1].Place;
        }

        return rows;
    }

    private async Task<long> CopyPartitionAsync(string customer, CancellationToken cancel)
    {
        long copied = 0;
        var from = "";
        while (await source.Rows.ReadAsync(CustomerStore.Table, customer, from, Last, PageSize, cancel) is { Count: > 0 } page)
        {
            await WriteAsync(CustomerStore.Table, customer, page, cancel);
            // The messages that answer for what is not announced are not copied.
            if (CustomerStore.UnannouncedIn(page) is { } unannounced)
                await target.Queues.SendAsync(TimelineOutbox.Queue,
                    [new TimelineBatchNotice(new(customer), unannounced, Instant.FromDateTimeOffset(time.GetUtcNow())).Write()],
                    Duration.Zero, cancel);
            copied += page.Count;
            from = page[^1].Key + "\0";
        }

        return copied;
    }

    private async Task<long> CopyTableAsync(string table, CancellationToken cancel)
    {
        long copied = 0;
        RowAddress? after = null;
        while (await source.Rows.ScanAsync(table, "", Last, after, PageSize, cancel) is { Count: > 0 } page)
        {
            foreach (var partition in page.GroupBy(row => row.Partition).Where(partition => !IsOfAHost(table, partition.Key)))
            {
                await WriteAsync(table, partition.Key, [.. partition], cancel);
                copied += partition.Count();
            }

            after = new RowAddress(page[^1].Partition, page[^1].Key);
        }

        return copied;
    }

    private static bool IsOfAHost(string table, string partition) =>
        table == JourneyStatistics.Table && JourneyStatistics.IsOfAHost(partition);

    private async Task WriteAsync(string table, string partition, IReadOnlyList<Row> rows, CancellationToken cancel)
    {
        var batch = new List<RowChange>();
        var bytes = 0;
        foreach (var row in rows)
        {
            if (batch.Count == MaxRowsPerBatch || (batch.Count > 0 && bytes + row.Body.Length > MaxBatchBytes))
            {
                await target.Rows.CommitAsync(table, partition, batch, cancel);
                (batch, bytes) = ([], 0);
            }

            batch.Add(new RowChange.Upsert(row.Key, row.Body));
            bytes += row.Body.Length;
        }

        await target.Rows.CommitAsync(table, partition, batch, cancel);
    }

    /// <summary>Messages are taken to be read, and given back when all are copied.</summary>
    private async Task<long> CopyQueueAsync(string queue, CancellationToken cancel)
    {
        var taken = new List<QueueMessage>();
        while (await source.Queues.ReceiveAsync(queue, 32, Lease, cancel) is { Count: > 0 } page)
        {
            await target.Queues.SendAsync(queue, [.. page.Select(message => message.Body)], Duration.Zero, cancel);
            taken.AddRange(page);
        }

        foreach (var message in taken)
            await source.Queues.ReturnAsync(queue, message, Duration.Zero, cancel);
        return taken.Count;
    }

    /// <summary>Orders, for each journey, the sweep of a resume: it queues what is reserved and due.</summary>
    private async Task OrderDispatchesAsync(CancellationToken cancel)
    {
        var sweeps = new SweepTable(target.Rows);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        foreach (var head in await new DocumentTable(target.Rows).HeadsAsync(cancel))
        {
            if (head.Head is { Status: JourneyStatus.Published, Live: > 0 } && !head.Id.StartsWith('@'))
                await sweeps.OrderAsync(new Sweep(new(head.Id), SweepKind.Resume, now), cancel);
        }
    }
}
