using Campaigns.Functions.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Tests.Support;

/// <summary>The test host's client, which sets alarms by the wall's clock.</summary>
internal sealed class ScaledClient(DurableTaskClient client, Func<DateTime, DateTime> wall) : DurableTaskClient("scaled")
{
    private int _scheduled;
    private int _signalled;

    /// <summary>How many clocks were started.</summary>
    public int Scheduled => _scheduled;

    /// <summary>How many signals clocks were sent.</summary>
    public int Signalled => _signalled;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _scheduled);
        var state = (ClockState)input!;
        return client.ScheduleNewOrchestrationInstanceAsync(orchestratorName, state with { Alarms = [.. state.Alarms.Select(wall)] }, options, cancellation);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _signalled);
        return client.RaiseEventAsync(instanceId, eventName, wall((DateTime)eventPayload!), cancellation);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        client.GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => client.GetAllInstancesAsync(filter);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        client.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        client.SuspendInstanceAsync(instanceId, reason, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        client.ResumeInstanceAsync(instanceId, reason, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
