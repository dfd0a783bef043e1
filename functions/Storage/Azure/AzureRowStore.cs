using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Azure;

/// <summary>
/// The row store on Azure Tables. A read is one transaction, and so is a batch; a scan takes one more when it crosses into another
/// partition.
/// </summary>
internal sealed class AzureRowStore(TableServiceClient service, string prefix, AzureAccount account) : IRowStore
{
    private const int MaxPage = 1000;

    private readonly Containers<TableClient> _tables = new(
        name => service.GetTableClient(prefix + name), static (table, cancel) =>
            table.CreateIfNotExistsAsync(cancel), TableErrorCode.TableNotFound.ToString());

    public async ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        take <= 0 || string.CompareOrdinal(from, before) >= 0 ? []
        : await QueryAsync(table, RowFilters.Range(partition, from, before), take, cancel);

    public async ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel)
    {
        var (storedPartition, storedKey) = (RowKeys.Store(partition), RowKeys.Store(key));
        return await CallAsync($"read {table}", table, async (client, token) =>
        {
            var found = await client.GetEntityIfExistsAsync<TableEntity>(storedPartition, storedKey, cancellationToken: token);
            return found.HasValue ? RowEntity.Read(found.Value!) : null;
        }, cancel);
    }

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel)
    {
        if (take <= 0 || string.CompareOrdinal(fromPartition, beforePartition) >= 0)
            return [];
        if (after is not { } last || string.CompareOrdinal(last.Partition, fromPartition) < 0)
            return await QueryAsync(table, RowFilters.Partitions(fromPartition, beforePartition), take, cancel);
        if (string.CompareOrdinal(last.Partition, beforePartition) >= 0)
            return [];
        // Two queries rather than one with "or", which Azure Tables would answer by reading the whole table.
        var rows = await QueryAsync(table, RowFilters.After(last.Partition, last.Key), take, cancel);
        if (rows.Count < take)
            rows.AddRange(await QueryAsync(table, RowFilters.PartitionsAfter(last.Partition, beforePartition), take - rows.Count, cancel));
        return rows;
    }

    public async ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        BatchRules.Check(changes);
        if (changes.Count == 0)
            return new(CommitOutcome.Committed);
        var batch = new RowBatch(RowKeys.Store(partition), changes);
        return await CallAsync($"write {table}", table, batch.CommitAsync, cancel);
    }

    private async ValueTask<List<Row>> QueryAsync(string table, string filter, int take, CancellationToken cancel) =>
        await CallAsync($"read {table}", table, async (client, token) =>
        {
            var rows = new List<Row>();
            // A page may be short, even empty, without being the last: Azure Tables stops at a partition's border or after five seconds.
            await foreach (var page in client.QueryAsync<TableEntity>(filter, Math.Min(take, MaxPage), cancellationToken: token).AsPages())
            {
                rows.AddRange(page.Values.Take(take - rows.Count).Select(RowEntity.Read));
                if (rows.Count == take)
                    break;
            }

            return rows;
        }, cancel);

    private ValueTask<T> CallAsync<T>(
        string what, string table, Func<TableClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        account.CallAsync(what, token => _tables.WithAsync(table, call, token), cancel);
}
