using System.Globalization;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Customers;

/// <summary>All customer ids, spread over 64 partitions by hash, so that sweeps can page through them.</summary>
public sealed class CustomerDirectory(IRowStore rows)
{
    /// <summary>The table.</summary>
    public const string Table = "directory";

    private const int Buckets = 64;

    /// <summary>Makes sure the customer is listed.</summary>
    public async ValueTask AddAsync(CustomerId customer, CancellationToken cancel) =>
        await rows.CommitAsync(Table, Bucket(customer), [new RowChange.Upsert(customer.Value, ReadOnlyMemory<byte>.Empty)], cancel);

    /// <summary>A page of customers after a place; fewer than <paramref name="take"/>: the last page.</summary>
    public async ValueTask<IReadOnlyList<(CustomerId Customer, RowAddress Place)>> PageAsync(
        RowAddress? after, int take, CancellationToken cancel)
    {
        var page = await rows.ScanAsync(Table, after?.Partition ?? "", "~", after, take, cancel);
        return [.. page.Select(row => (new CustomerId(row.Key), new RowAddress(row.Partition, row.Key)))];
    }

    private static string Bucket(CustomerId customer) =>
        (StableHash.Of(customer.Value) % Buckets).ToString("x2", CultureInfo.InvariantCulture);
}
