using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Campaigns.Azure.Tests.Support;

/// <summary>The worker's client over the backend itself: what the Durable extension does for the app with each call.</summary>
/// <param name="service">The backend.</param>
internal sealed class BackendClient(AzureStorageOrchestrationService service) : DurableTaskClient("backend")
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

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        service.SendTaskOrchestrationMessageAsync(new TaskMessage
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId },
            Event = new EventRaisedEvent(-1, Json.Serialize(eventPayload)) { Name = eventName },
        });

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await service.GetOrchestrationStateAsync(instanceId, allExecutions: false) is [{ } state, ..]
            ? new OrchestrationMetadata(state.Name, instanceId)
            {
                DataConverter = Json,
                RuntimeStatus = (OrchestrationRuntimeStatus)state.OrchestrationStatus,
                SerializedInput = state.Input,
                SerializedOutput = state.Output,
            }
            : null;

    /// <summary>How many events the history of an instance's present execution holds.</summary>
    public async Task<int> HistoryLengthAsync(string instanceId)
    {
        var state = (await service.GetOrchestrationStateAsync(instanceId, allExecutions: false))[0];
        var history = await service.GetOrchestrationHistoryAsync(instanceId, state.OrchestrationInstance.ExecutionId);
        return JsonElement.Parse(history).GetArrayLength();
    }

    // What the app never asks for.
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
