using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Campaigns.Azure.Durable;

/// <summary>
/// Sets the timers of enrollments on their clocks, each an orchestration that has the enrollment's id. Timers of customers'
/// dates lie in the due-time index, which a timer looks at.
/// </summary>
/// <param name="table">The due-time index.</param>
/// <param name="time">The clock.</param>
public sealed class DurableTimers(TimerTable table, TimeProvider time) : ITimers
{
    private const int MaxConcurrency = 16;

    /// <summary>
    /// How much later the index fires for a timer that was only signalled: should the clock have ended that very moment, it is late, but
    /// not lost.
    /// </summary>
    private static readonly Duration Guard = Duration.FromHours(1);

    /// <summary>A clock in one of these states is signalled, never begun a second time.</summary>
    private static readonly OrchestrationRuntimeStatus[] Alive =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private volatile DurableTaskClient? _client;

    /// <summary>The due-time index.</summary>
    public TimerTable Table => table;

    /// <summary>
    /// Sets timers by this client from now on. The host hands one to each function that may set any: all of them lead to
    /// the host's one task hub, so the latest serves everybody, also whoever shares a unit of work with others.
    /// </summary>
    public void Use(DurableTaskClient client) => _client = client;

    /// <inheritdoc/>
    public async ValueTask SetAsync(IReadOnlyList<WakeTimer> timers, CancellationToken cancel)
    {
        var dates = timers.Where(timer => timer.Enrollment is null).ToList();
        if (dates.Count > 0)
            await table.SetAsync(dates, cancel);
        var clocks = timers.Where(timer => timer.Enrollment is not null).GroupBy(timer => timer.Enrollment!.Value).ToList();
        if (clocks.Count == 0)
            return;
        var client = _client ?? throw new InvalidOperationException(
            "No function has brought a Durable client yet: each that may set alarms binds one and gives it to Use.");
        try
        {
            await Parallel.ForEachAsync(clocks, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (clock, token) => await SetAsync(client, clock.Key, [.. clock], token));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Unknown
            or StatusCode.Internal)
        {
            throw new StoreUnavailableException($"the task hub cannot be reached: {e.Status.Detail}", e);
        }
    }

    /// <summary>
    /// Of several who start a clock at the same moment storage answers all, keeps one, and drops the others with their timers.
    /// </summary>
    private static async ValueTask<bool> HasBegunWithAsync(
        DurableTaskClient client, EnrollmentId enrollment, DateTime[] instants, CancellationToken cancel) =>
        (await client.GetInstanceAsync(enrollment.Value, getInputsAndOutputs: true, cancel))?.ReadInputAs<ClockState>() is { } begun
        && instants.All(begun.Timers.Contains);

    private async ValueTask SetAsync(
        DurableTaskClient client, EnrollmentId enrollment, IReadOnlyList<WakeTimer> timers, CancellationToken cancel)
    {
        var instants = timers.Select(timer => timer.At.ToDateTimeUtc()).Distinct().Order().ToArray();
        if (await client.GetInstanceAsync(enrollment.Value, cancel) is not { IsCompleted: false })
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    EnrollmentClock.Name, new ClockState(timers[0].Customer.Value, instants),
                    new StartOrchestrationOptions(enrollment.Value).WithDedupeStatuses(Alive), cancel);
                if (await HasBegunWithAsync(client, enrollment, instants, cancel))
                    return;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                // Another has just started it.
            }
        }

        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        await table.SetAsync([.. timers.Select(timer => timer with { At = Instant.Max(timer.At, now) + Guard })], cancel);
        foreach (var instant in instants)
            await client.RaiseEventAsync(enrollment.Value, EnrollmentClock.Signal, instant, cancel);
    }
}
