using System.Collections.Concurrent;
using Campaigns.Azure.Durable;
using Campaigns.Azurite;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Shims;

namespace Campaigns.Azure.Tests.Support;

/// <summary>
/// A task hub in storage as the app has it: the backend of the Durable extension on Azurite, with the app's orchestrator
/// unchanged and run by the worker's own code, and for each enrollment an activity of one's choice.
/// </summary>
public sealed class TaskHub : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Func<Task<DateTime?>>> _activities = new();
    private AzuriteServer? _azurite;
    private AzureStorageOrchestrationService? _service;
    private TaskHubWorker? _worker;
    private BackendClient? _client;

    public DurableTaskClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        if (AzuriteServer.Missing is not null)
            return; // each test is skipped, and says why
        _azurite = await AzuriteServer.StartAsync();
        _service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
        {
            TaskHubName = "clocks",
            PartitionCount = 1,
            UseTablePartitionManagement = true,
            MaxQueuePollingInterval = TimeSpan.FromMilliseconds(100),
            StorageAccountClientProvider = new StorageAccountClientProvider(_azurite.ConnectionString),
        });
        await _service.CreateIfNotExistsAsync();
        _worker = new TaskHubWorker(_service) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        _worker.AddTaskOrchestrations(new Created<TaskOrchestration>(EnrollmentClock.Name, Clock));
        _worker.AddTaskActivities(new Created<TaskActivity>(AdvanceActivity.Name, Activity));
        await _worker.StartAsync();
        _client = new BackendClient(_service);
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
            await _worker.StopAsync(isForced: true);
        _worker?.Dispose();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    /// <summary>Says what happens when the clock of an enrollment fires.</summary>
    public void OnRing(string enrollment, Func<Task<DateTime?>> advance) => _activities[enrollment] = advance;

    /// <summary>Starts the clock of an enrollment.</summary>
    public Task StartClockAsync(string enrollment, params DateTime[] alarms) => Client.ScheduleNewOrchestrationInstanceAsync(
        EnrollmentClock.Name, new ClockState("ann", alarms), new Microsoft.DurableTask.StartOrchestrationOptions(enrollment),
        TestContext.Current.CancellationToken);

    private static TaskOrchestration Clock() => DurableTaskShimFactory.Default.CreateOrchestration<ClockState, object>(
        EnrollmentClock.Name, async (context, _) =>
        {
            await EnrollmentClock.RunAsync(context);
            return null;
        });

    private TaskActivity Activity() => DurableTaskShimFactory.Default.CreateActivity<AdvanceInput, DateTime?>(
        AdvanceActivity.Name, (_, ring) => _activities[ring!.Enrollment]());

    private sealed class Created<T> : ObjectCreator<T>
    {
        private readonly Func<T> _create;

        public Created(string name, Func<T> create) => (Name, Version, _create) = (name, "", create);

        public override T Create() => _create();
    }
}
