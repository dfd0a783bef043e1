using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace Campaigns.Azure.Tests;

/// <summary>
/// What an existing task hub makes of another number of control queues, on the backend that the Durable extension has: no timer is lost,
/// whether fewer are asked for or more.
/// </summary>
public sealed class PartitionCountTests(ITestOutputHelper output)
{
    private const int Timers = 24;
    private const string HubName = "grown";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8, 2)]
    [InlineData(2, 4)]
    public async Task CountChanges_TimersSetBeforeAndAfter_AllRing(int before, int after)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        await using var azurite = await AzuriteServer.StartAsync();
        var rung = new ConcurrentDictionary<string, ConcurrentBag<int>>();
        // All at one moment: of most timers one signal then lies in a queue of the old count and the other in one of the new.
        var due = DateTimeOffset.UtcNow.AddSeconds(25);

        await using (var hub = await Hub.StartAsync(azurite.ConnectionString, before, rung))
        {
            for (var i = 0; i < Timers; i++)
                await hub.SignalAsync($"e{i}", new Wake("old"), due);
        }

        await using var changed = await Hub.StartAsync(azurite.ConnectionString, after, rung);
        for (var i = 0; i < Timers; i++)
            await changed.SignalAsync($"e{i}", new Wake("new", 1), due);
        await Waiting.UntilAsync(
            () => Task.FromResult(Enumerable.Range(0, Timers).All(i =>
                rung.GetValueOrDefault($"e{i}")?.Distinct().Count() == 2)),
            () => $"two signals of each; {string.Join(", ", rung.Select(pair => $"{pair.Key}: {string.Join('+', pair.Value)}"))}");

        var kept = await new TableClient(azurite.ConnectionString, $"{HubName}Partitions").QueryAsync<TableEntity>(cancellationToken: Cancel)
            .CountAsync(Cancel);
        Assert.Equal(Math.Max(before, after), kept); // each has a lease, and is asked, as before
        // Two signals of one entity that lie in two queues are taken in one turn, and deleted from the queue of the first: the other comes
        // again after its visibility timeout, rings for nothing, and is deleted then.
        for (var queue = 0; queue < kept; queue++)
            await IsEmptyAsync(azurite.ConnectionString, $"{HubName}-control-{queue:D2}");
        output.WriteLine($"{before} → {after}: {rung.Sum(pair => pair.Value.Count)} rings for {2 * Timers} signals; {kept} control queues");
    }

    private static Task IsEmptyAsync(string connection, string queue) => Waiting.UntilAsync(
        async () => (await new QueueClient(connection, queue).GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount == 0,
        () => $"{queue} to be empty");

    private sealed class Hub : IAsyncDisposable
    {
        private readonly AzureStorageOrchestrationService _service;
        private readonly TaskHubWorker _worker;

        private Hub(string connection, int partitions, ConcurrentDictionary<string, ConcurrentBag<int>> rung)
        {
            _service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
            {
                TaskHubName = HubName,
                PartitionCount = partitions,
                UseTablePartitionManagement = true,
                UseSeparateQueueForEntityWorkItems = true,
                UseAppLease = false,
                ControlQueueVisibilityTimeout = TimeSpan.FromMinutes(1), // as in host.json
                MaxQueuePollingInterval = TimeSpan.FromSeconds(1),
                StorageAccountClientProvider = new StorageAccountClientProvider(connection),
            });
            _worker = new TaskHubWorker(_service);
            _worker.AddTaskEntities(new Created(() => new Turn(rung)));
        }

        public static async Task<Hub> StartAsync(
            string connection, int partitions, ConcurrentDictionary<string, ConcurrentBag<int>> rung)
        {
            var hub = new Hub(connection, partitions, rung);
            await hub._service.CreateIfNotExistsAsync();
            await hub._worker.StartAsync();
            return hub;
        }

        public Task SignalAsync(string key, Wake wake, DateTimeOffset due)
        {
            var scheduled = ((IEntityOrchestrationService)_service).EntityBackendProperties!
                .GetCappedScheduledTime(DateTime.UtcNow, due.UtcDateTime);
            return _service.SendTaskOrchestrationMessageAsync(ClientEntityHelpers.EmitOperationSignal(
                new OrchestrationInstance { InstanceId = new EntityInstanceId(EnrollmentTimer.Name, key).ToString() }, Guid.NewGuid(),
                EnrollmentTimer.Ring, JsonDataConverter.Default.Serialize(wake)!, (due.UtcDateTime, scheduled)).AsTaskMessage());
        }

        public async ValueTask DisposeAsync()
        {
            await _worker.StopAsync(isForced: false);
            _worker.Dispose();
        }

        private sealed class Turn(ConcurrentDictionary<string, ConcurrentBag<int>> rung) : TaskEntity
        {
            public override Task<EntityBatchResult> ExecuteOperationBatchAsync(EntityBatchRequest operations) =>
                EntityRuns.RunAsync(new Heard(rung), operations);
        }

        private sealed class Heard(ConcurrentDictionary<string, ConcurrentBag<int>> rung) : ITaskEntity
        {
            public ValueTask<object?> RunAsync(TaskEntityOperation operation)
            {
                rung.GetOrAdd(operation.Context.Id.Key, _ => []).Add(operation.GetInput<Wake>()!.Attempt);
                return default;
            }
        }

        private sealed class Created : ObjectCreator<TaskEntity>
        {
            private readonly Func<TaskEntity> _create;

            public Created(Func<TaskEntity> create) =>
                (Name, Version, _create) = (new EntityInstanceId(EnrollmentTimer.Name, "any").Name, "", create);

            public override TaskEntity Create() => _create();
        }
    }
}
