using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Campaigns.Storage.Azure;

namespace Campaigns.Azurite.Benchmarks;

/// <summary>
/// The same transactions as a delivered message takes, of the same size and in the same order, by the bare clients of
/// Azure: nothing is decided, parsed or rendered.
/// </summary>
internal sealed class BareRun
{
    private static readonly byte[] Content = new byte[1024];

    private readonly TableClient _customers;
    private readonly TableClient _alarms;
    private readonly TableClient _suppressions;
    private readonly QueueClient _queue;

    public BareRun(string connectionString, string prefix, StorageTransactions transactions)
    {
        var tables = new TableServiceClient(connectionString, Counted(new TableClientOptions(), transactions));
        _customers = tables.GetTableClient(prefix + "customers");
        _alarms = tables.GetTableClient(prefix + "alarms");
        _suppressions = tables.GetTableClient(prefix + "suppressions");
        _queue = new QueueClient(connectionString, prefix + "sms", Counted(new QueueClientOptions(), transactions));
    }

    public async Task MeetAsync(int customers)
    {
        await _customers.CreateIfNotExistsAsync();
        await _alarms.CreateIfNotExistsAsync();
        await _suppressions.CreateIfNotExistsAsync();
        await _queue.CreateIfNotExistsAsync();
        await EachAsync(customers, async i => await WriteAsync(_customers, Customer(i), ("a", 40), ("b", 150), ("x:1", 0)));
    }

    public async Task DeliverAsync(int messages)
    {
        var (received, left) = (0, messages);
        var deciding = EachAsync(messages, async i =>
        {
            await ReadAsync(_customers, Customer(i));
            await WriteAsync(_alarms, "2026-06-10T12:00", ($"{i:D8}", 40));
            await _queue.SendMessageAsync($"{Customer(i)}\nhello", visibilityTimeout: TimeSpan.FromSeconds(1)); // until it is saved
            await WriteAsync(_customers, Customer(i), ("a", 350), ("e:hello", 250), ("t:0000000001", 600), ("x:2", 0));
        });
        while (received < messages)
        {
            var page = (await _queue.ReceiveMessagesAsync(MessageRun.AtOnce, TimeSpan.FromMinutes(1))).Value;
            received += page.Length;
            if (page.Length == 0)
                await Task.Delay(MessageRun.Pause);
            await EachAsync(page.Length, async i =>
            {
                var customer = Customer(Interlocked.Decrement(ref left));
                await ReadAsync(_suppressions, customer);
                await WriteAsync(_customers, customer, ("a", 350)); // it is in the provider's hands
                await WriteAsync(_customers, customer, ("a", 300), ("t:0000000002", 300));
                await _queue.DeleteMessageAsync(page[i].MessageId, page[i].PopReceipt);
            });
        }

        await deciding;
    }

    private static async Task ReadAsync(TableClient table, string customer)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {customer} and RowKey ge {"a"} and RowKey lt {"f"}");
        await foreach (var page in table.QueryAsync<TableEntity>(filter, 1000).AsPages())
            _ = page.Values.Count;
    }

    private static async Task WriteAsync(TableClient table, string partition, params (string Key, int Bytes)[] rows) =>
        await table.SubmitTransactionAsync(
        rows.Select(row =>
            new TableTransactionAction(TableTransactionActionType.UpsertReplace,
                new TableEntity(partition, row.Key) { ["b0"] = Content[..row.Bytes] })));

    private static string Customer(int number) => $"c{number:D6}";

    private static T Counted<T>(T options, StorageTransactions transactions)
        where T : ClientOptions
    {
        options.AddPolicy(transactions, HttpPipelinePosition.PerRetry);
        return options;
    }

    private static Task EachAsync(int count, Func<int, Task> each) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = MessageRun.AtOnce }, async (i, _) => await each(i));
}
