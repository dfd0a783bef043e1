using System.Collections.Concurrent;
using Campaigns.Azure.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Campaigns.Azure.Tests.Support;

/// <summary>The test host's client, which sets timers by the wall's clock.</summary>
internal sealed class ScaledClient(DurableTaskClient client, Func<DateTime, DateTime> wall) : DurableTaskClient("scaled")
{
    private readonly ConcurrentDictionary<DateTime, DateTime> _alarms = new();
    private int _scheduled;
    private int _signalled;

    /// <summary>How many clocks were started.</summary>
    public int Scheduled => _scheduled;

    /// <summary>How many signals clocks were sent.</summary>
    public int Signalled => _signalled;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _scheduled);
        var state = (ClockState)input!;
        return client.ScheduleNewOrchestrationInstanceAsync(
            orchestratorName, state with { Timers = [.. state.Timers.Select(Wall)] }, options, cancellation);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _signalled);
        return client.RaiseEventAsync(instanceId, eventName, Wall((DateTime)eventPayload!), cancellation);
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        var found = await client.GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);
        if (!getInputsAndOutputs || found?.ReadInputAs<ClockState>() is not { } state)
            return found;
        var told = state with { Timers = [.. state.Timers.Select(alarm => _alarms.GetValueOrDefault(alarm, alarm))] };
        return new OrchestrationMetadata(found.Name, instanceId)
        {
            DataConverter = JsonDataConverter.Default,
            RuntimeStatus = found.RuntimeStatus,
            SerializedInput = JsonDataConverter.Default.Serialize(told),
        };
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        client.GetAllInstancesAsync(filter);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        client.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        client.SuspendInstanceAsync(instanceId, reason, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        client.ResumeInstanceAsync(instanceId, reason, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The wall's instant of a timer, by which it is known again.</summary>
    private DateTime Wall(DateTime alarm)
    {
        var at = wall(alarm);
        _alarms[at] = alarm;
        return at;
    }
}
