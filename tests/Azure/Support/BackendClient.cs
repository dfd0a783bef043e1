using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Campaigns.Azure.Tests.Support;

/// <summary>The worker's client over the backend itself: what the Durable extension does for the app with each call.</summary>
/// <param name="service">The backend.</param>
internal sealed class BackendClient(AzureStorageOrchestrationService service) : RefusingClient("backend")
{
    private static readonly JsonDataConverter Json = JsonDataConverter.Default;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var instance = new OrchestrationInstance { InstanceId = options!.InstanceId, ExecutionId = Guid.NewGuid().ToString("N") };
        var started = new ExecutionStartedEvent(-1, Json.Serialize(input))
        {
            Name = orchestratorName.Name,
            Version = "",
            OrchestrationInstance = instance,
        };
        await service.CreateTaskOrchestrationAsync(
            new TaskMessage { OrchestrationInstance = instance, Event = started },
            [.. (options.DedupeStatuses ?? []).Select(Enum.Parse<OrchestrationStatus>)]);
        return instance.InstanceId!;
    }
}
