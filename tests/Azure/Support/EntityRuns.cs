using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker.Shims;

namespace Campaigns.Azure.Tests.Support;

/// <summary>Runs an entity by the worker's own code, without a task hub.</summary>
internal static class EntityRuns
{
    /// <summary>One turn: some operations over a state.</summary>
    public static Task<EntityBatchResult> RunAsync(ITaskEntity entity, EntityBatchRequest request)
    {
        var id = EntityId.FromString(request.InstanceId!);
        return DurableTaskShimFactory.Default.CreateEntity(id.Name, entity, id).ExecuteOperationBatchAsync(request);
    }

    /// <summary>A turn of one operation.</summary>
    public static Task<EntityBatchResult> RunAsync(
        ITaskEntity entity, EntityInstanceId id, string operation, object input, string? state = null) =>
        RunAsync(entity, new EntityBatchRequest
        {
            InstanceId = id.ToString(),
            EntityState = state,
            Operations = [Operation(operation, JsonDataConverter.Default.Serialize(input)!)],
        });

    public static OperationRequest Operation(string name, string input) => new() { Operation = name, Id = Guid.NewGuid(), Input = input };
}
