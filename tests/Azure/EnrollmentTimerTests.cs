using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Links;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Embedded;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using NodaTime;

namespace Campaigns.Azure.Tests;

/// <summary>
/// The timer of enrollments on the backend that the Durable extension has, by the worker's own code: what it does, and what a message and
/// a waiting enrollment cost in the task hub. docs/costs.md reckons with these.
/// </summary>
public sealed class EnrollmentTimerTests(ITestOutputHelper output)
{
    private const int Customers = 20;

    private static readonly string Journey = SampleJourneys.Of("two", $$"""
        { "id": "w1", "wait": "PT3S" }, {{SampleJourneys.Send("a")}}, { "id": "w2", "wait": "PT3S" }, {{SampleJourneys.Send("b")}}
        """);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoWaitsAndTwoMessages_TakeOneTurnAWait_AndFiveTransactionsAMessage()
    {
        await using var hub = await StartAsync();

        await hub.EnterAsync();
        await hub.RungAsync(2 * Customers);
        await hub.QuietAsync();

        var each = hub.Counted();
        output.WriteLine(string.Join(", ", each.Select(pair => $"{pair.Key} {pair.Value:0.00}")));
        Assert.Equal(2 * Customers, hub.Rings);
        for (var i = 0; i < Customers; i++)
            Assert.Equal(["entered", "reserved a", "reserved b", "ended  completed"], await hub.TimelineAsync(i));
        Assert.Equal(2, each[StorageCall.QueueSend], 0.1); // to begin, and from the first wait to the second
        Assert.Equal(2, each[StorageCall.QueueDelete], 0.1);
        Assert.Equal(2, each[StorageCall.TableRead], 0.4); // and now and then a look at the partitions
        Assert.Equal(4, each[StorageCall.TableBatch], 0.4); // the history, and the instance
        // Queues are asked whether there is something or not: gets are no matter of one enrollment.
        Assert.InRange(each.Where(pair => pair.Key != StorageCall.QueueReceive).Sum(pair => pair.Value) / 2, 4, 6);
    }

    /// <summary>What a long wait takes every six days, and a signal that storage brings a moment too early.</summary>
    [Fact]
    public async Task SignalBeforeItsTime_IsHiddenAgain_InATurnOfFiveTransactions()
    {
        await using var hub = await StartAsync();
        // Storage hides for whole seconds, rounded down.
        var due = DateTimeOffset.UtcNow.AddSeconds(3.6);

        for (var i = 0; i < Customers; i++)
            await hub.SignalAsync(new EntityInstanceId(EnrollmentTimer.Name, $"nobody{i}"), new Wake("nobody"), due);
        await hub.RungAsync(Customers);
        await hub.QuietAsync();

        var each = hub.Counted();
        output.WriteLine(string.Join(", ", each.Select(pair => $"{pair.Key} {pair.Value:0.00}")));
        Assert.True(DateTimeOffset.UtcNow >= due);
        // One or more to be hidden again, since what is left is rounded down as well, and one to ring.
        var turns = each[StorageCall.QueueSend];
        Assert.InRange(turns, 1, 5); // by chance none was early
        Assert.Equal(turns, each[StorageCall.QueueDelete], 0.1);
        Assert.Equal(turns, each[StorageCall.TableRead], 0.4);
        Assert.Equal(2 * turns, each[StorageCall.TableBatch], 0.4);
    }

    private static async Task<Hub> StartAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        return await Hub.StartAsync();
    }

    /// <summary>The runtime on an embedded store, and its timers in a task hub whose requests are counted.</summary>
    private sealed class Hub : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-hub-");
        private readonly StorageTransactions _transactions = new();
        private readonly LinkSigner _links = new(new LinkKey(1, "a secret that only the tests of the app use"), [], TimeProvider.System);
        private readonly AzuriteServer _azurite;
        private readonly EmbeddedStore _store;
        private readonly AzureStorageOrchestrationService _service;
        private readonly TaskHubWorker _worker;
        private CampaignServices? _services;
        private DurableTimers? _timers;
        private IReadOnlyDictionary<StorageCall, long> _before = new Dictionary<StorageCall, long>();
        private int _rings;

        private Hub(AzuriteServer azurite)
        {
            _azurite = azurite;
            _store = EmbeddedStore.Open(Path.Combine(_folder.FullName, "hub.db"), TimeProvider.System, Durability.Process);
            T Counting<T>(T options)
                where T : ClientOptions
            {
                options.AddPolicy(_transactions, HttpPipelinePosition.PerRetry);
                return options;
            }

            _service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
            {
                TaskHubName = "timers",
                PartitionCount = 1, // each renews its lease by a write of its own, which no enrollment causes
                UseTablePartitionManagement = true,
                UseSeparateQueueForEntityWorkItems = true, // as the extension has it for isolated workers
                MaxQueuePollingInterval = TimeSpan.FromSeconds(2),
                StorageAccountClientProvider = new StorageAccountClientProvider(
                    StorageServiceClientProvider.ForBlob(azurite.ConnectionString, Counting(new BlobClientOptions())),
                    StorageServiceClientProvider.ForQueue(azurite.ConnectionString, Counting(new QueueClientOptions())),
                    StorageServiceClientProvider.ForTable(azurite.ConnectionString, Counting(new TableClientOptions()))),
            });
            _worker = new TaskHubWorker(_service);
            _worker.AddTaskEntities(new Created(() => new Turn(this)));
        }

        public int Rings => _rings;

        public static async Task<Hub> StartAsync()
        {
            var hub = new Hub(await AzuriteServer.StartAsync());
            hub._timers = new DurableTimers(new TimerTable(hub._store.Rows), TimeProvider.System);
            hub._timers.Use(new SignalClient(hub.SignalAsync));
            hub._services = new CampaignServices(new CampaignParts(
                hub._store.Rows, hub._store.Queues,
                new PausableLibrary(CampaignHarness.NoLimits, [PausableLibrary.Journey(Journey)]),
                LiveTemplates.Of(await CampaignFolder.ShippedTemplatesAsync()), new Dictionary<Channel, IChannelProvider>(),
                new CompositeTimelineSink(), hub._links, TimeProvider.System)
            { Timers = hub._timers });
            await hub._service.CreateIfNotExistsAsync();
            await hub._worker.StartAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), Cancel); // until the partition is leased
            hub._before = hub._transactions.Snapshot();
            return hub;
        }

        /// <summary>Lets every customer enter.</summary>
        public async Task EnterAsync()
        {
            for (var i = 0; i < Customers; i++)
            {
                foreach (var (type, data) in new (string, AttributeBag)[]
                {
                    ("customer.updated", AttributeBag.Of(
                        [new("name", "Ann Lee"), new("given_name", "Ann"), new("phone", "+886912345678"), new("language", "en"),
                            new("value_tier", "standard"), new("agent_id", "agent-1"), new("agent_name", "Sam"),
                            new("time_zone", "Asia/Taipei")])),
                    ("customer.consented", AttributeBag.Of([new("how", "form")])), ("app.opened", AttributeBag.Empty),
                })
                {
                    await _services!.Runner.HandleAsync(
                        new CustomerEvent("test", $"{type}{i}", type, SystemClock.Instance.GetCurrentInstant(), new($"c{i}"), data), Cancel);
                }
            }
        }

        public Task SignalAsync(EntityInstanceId id, Wake wake, DateTimeOffset? at)
        {
            var instance = new OrchestrationInstance { InstanceId = id.ToString() };
            (DateTime, DateTime)? scheduled = at is { } due
                ? (due.UtcDateTime, ((IEntityOrchestrationService)_service).EntityBackendProperties!
                    .GetCappedScheduledTime(DateTime.UtcNow, due.UtcDateTime))
                : null;
            return _service.SendTaskOrchestrationMessageAsync(ClientEntityHelpers.EmitOperationSignal(
                instance, Guid.NewGuid(), EnrollmentTimer.Ring, JsonDataConverter.Default.Serialize(wake)!,
                scheduled).AsTaskMessage());
        }

        public Task RungAsync(int count) =>
            Waiting.UntilAsync(() => Task.FromResult(_rings == count), () => $"{count} rings; there were {_rings}");

        /// <summary>What a customer was sent and what happened else.</summary>
        public async Task<List<string>> TimelineAsync(int customer) =>
            [.. (await _services!.Customers.ReadTimelineAsync(new($"c{customer}"), Cancel).ToListAsync(Cancel))
                .Where(told => told.Enrollment is not null && told.Kind != TimelineEventKind.Planned).Select(told => $"{told.Kind} {told.Step} {told.Reason}".Trim())];

        /// <summary>Until the last turn is written down.</summary>
        public async Task QuietAsync()
        {
            long before;
            do
            {
                before = Total(_transactions.Snapshot());
                await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
            }
            while (Total(_transactions.Snapshot()) > before);

            static long Total(IReadOnlyDictionary<StorageCall, long> calls) => calls.GetValueOrDefault(StorageCall.QueueDelete);
        }

        /// <summary>The requests of one customer.</summary>
        public IReadOnlyDictionary<StorageCall, double> Counted() => _transactions.Snapshot().ToDictionary(
            pair => pair.Key, pair => (pair.Value - _before.GetValueOrDefault(pair.Key)) / (double)Customers);

        public async ValueTask DisposeAsync()
        {
            await _worker.StopAsync(isForced: true);
            _worker.Dispose();
            _links.Dispose();
            await _store.DisposeAsync();
            await _azurite.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        private sealed class Turn(Hub hub) : TaskEntity
        {
            public override Task<EntityBatchResult> ExecuteOperationBatchAsync(EntityBatchRequest operations)
            {
                Interlocked.Add(ref hub._rings, operations.Operations!.Count);
                return EntityRuns.RunAsync(new EnrollmentTimer(hub._services!.Runner, hub._timers!, hub._services.Work), operations);
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
