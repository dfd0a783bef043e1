using Azure.Data.Tables;

namespace Campaigns.Storage.Azure;

/// <summary>OData filters that Azure Tables answers from its index: one partition's keys, or a range of partitions.</summary>
internal static class RowFilters
{
    /// <summary>Rows of one partition from a key to before another.</summary>
    public static string Range(string partition, string from, string before) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {RowKeys.Store(partition)} and RowKey ge {RowKeys.Bound(from)} and RowKey lt {RowKeys.Bound(before)}");

    /// <summary>Rows of one partition after a key.</summary>
    public static string After(string partition, string key) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {RowKeys.Store(partition)} and RowKey gt {RowKeys.Bound(key)}");

    /// <summary>All rows from a partition to before another.</summary>
    public static string Partitions(string from, string before) => TableClient.CreateQueryFilter(
        $"PartitionKey ge {RowKeys.Bound(from)} and PartitionKey lt {RowKeys.Bound(before)}");

    /// <summary>All rows of the partitions after one, to before another.</summary>
    public static string PartitionsAfter(string partition, string before) => TableClient.CreateQueryFilter(
        $"PartitionKey gt {RowKeys.Bound(partition)} and PartitionKey lt {RowKeys.Bound(before)}");
}
