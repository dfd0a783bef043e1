using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Campaigns.Azurite;
using Campaigns.Storage.Azure;
using DurableTask.AzureStorage;
using DurableTask.Core;

namespace Campaigns.Azure.Tests;

/// <summary>
/// What a sleeping enrollment costs in a task hub on Azure storage: each piece of its sleep, beyond the first. docs/costs.md reckons with
/// these.
/// </summary>
public sealed class SleepTransactionTests
{
    private const int Sleepers = 40;
    private const int Pieces = 3; // more in one run than in the other

    [Fact]
    public async Task EachPieceOfASleep_IsOnePutAndOneDelete_OneReadAndTwoWrites()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        await using var azurite = await AzuriteServer.StartAsync();
        var one = await SleptAsync(azurite.ConnectionString, "one", pieces: 1);
        var four = await SleptAsync(azurite.ConnectionString, "four", pieces: 1 + Pieces);

        double Each(StorageCall kind) => (four.GetValueOrDefault(kind) - one.GetValueOrDefault(kind)) / (double)(Sleepers * Pieces);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", four.Keys.Union(one.Keys).Select(kind => $"{kind} {Each(kind):0.00}")));
        Assert.Equal(1, Each(StorageCall.QueueSend), 0.1);
        Assert.Equal(1, Each(StorageCall.QueueDelete), 0.1);
        Assert.Equal(1, Each(StorageCall.TableRead), 0.2); // and now and then a look at the partitions
        Assert.Equal(2, Each(StorageCall.TableBatch), 0.2); // the history, and the instance
        // Queues are asked whether there is something or not: gets are no matter of one sleeper.
    }

    private static async Task<IReadOnlyDictionary<StorageCall, long>> SleptAsync(string connection, string hub, int pieces)
    {
        var counted = new StorageTransactions();
        T Counting<T>(T options)
            where T : ClientOptions
        {
            options.AddPolicy(counted, HttpPipelinePosition.PerRetry);
            return options;
        }

        var service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
        {
            TaskHubName = hub,
            PartitionCount = 1, // each renews its lease by a write of its own, which no sleeper causes
            UseTablePartitionManagement = true,
            MaxQueuePollingInterval = TimeSpan.FromSeconds(5),
            StorageAccountClientProvider = new StorageAccountClientProvider(
                StorageServiceClientProvider.ForBlob(connection, Counting(new BlobClientOptions())),
                StorageServiceClientProvider.ForQueue(connection, Counting(new QueueClientOptions())),
                StorageServiceClientProvider.ForTable(connection, Counting(new TableClientOptions()))),
        });
        await service.CreateIfNotExistsAsync();
        using var worker = new TaskHubWorker(service);
        worker.AddTaskOrchestrations(typeof(Sleeper));
        await worker.StartAsync();
        var client = new TaskHubClient(service);
        var sleepers = new List<OrchestrationInstance>();
        for (var i = 0; i < Sleepers; i++)
            sleepers.Add(await client.CreateOrchestrationInstanceAsync(typeof(Sleeper), $"{hub}{i}", pieces));
        foreach (var sleeper in sleepers)
            await client.WaitForOrchestrationAsync(sleeper, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await worker.StopAsync(isForced: true);
        return counted.Snapshot();
    }

    /// <summary>Sleeps in pieces, as Durable's SDK has a long timer do.</summary>
    private sealed class Sleeper : TaskOrchestration<int, int>
    {
        public override async Task<int> RunTask(OrchestrationContext context, int input)
        {
            for (var i = 0; i < input; i++)
                await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(3), i);
            return 0;
        }
    }
}
