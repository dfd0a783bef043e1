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
/// Sets the alarms of enrollments on their clocks, each an orchestration that has the enrollment's id. Alarms of customers'
/// dates lie in the due-time index, which a timer looks at.
/// </summary>
/// <param name="table">The due-time index.</param>
/// <param name="time">The clock.</param>
public sealed class DurableAlarms(AlarmTable table, TimeProvider time) : IAlarms
{
    private const int AtOnce = 16;

    /// <summary>How much later the index rings for an alarm that was only signalled: should the clock have ended that very moment, it is late, but not lost.</summary>
    private static readonly Duration Guard = Duration.FromHours(1);

    /// <summary>A clock in one of these states is signalled, never begun a second time.</summary>
    private static readonly OrchestrationRuntimeStatus[] Alive =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private readonly AsyncLocal<Scope?> _scope = new();

    /// <summary>The due-time index.</summary>
    public AlarmTable Table => table;

    /// <summary>Sets the alarms of what runs until it is disposed by this client.</summary>
    public IDisposable SetBy(DurableTaskClient client) => new Scope(this, client, answered: null);

    /// <summary>The same, while a clock has rung: its own next alarm is the activity's answer.</summary>
    public IDisposable AnsweredBy(DurableTaskClient client, EnrollmentId clock) => new Scope(this, client, clock);

    /// <inheritdoc/>
    public async ValueTask SetAsync(IReadOnlyList<Alarm> alarms, CancellationToken cancel)
    {
        var scope = _scope.Value ?? throw new InvalidOperationException("Alarms are set by a function that has a Durable client.");
        var dates = alarms.Where(alarm => alarm.Enrollment is null).ToList();
        if (dates.Count > 0)
            await table.SetAsync(dates, cancel);
        var clocks = alarms.Where(alarm => alarm.Enrollment is { } enrollment && enrollment != scope.Answered).GroupBy(alarm => alarm.Enrollment!.Value).ToList();
        if (clocks.Count == 0)
            return;
        try
        {
            await Parallel.ForEachAsync(clocks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (clock, token) => await SetAsync(scope.Client, clock.Key, [.. clock], token));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Unknown or StatusCode.Internal)
        {
            throw new StoreUnavailableException($"the task hub cannot be reached: {e.Status.Detail}", e);
        }
    }

    private async ValueTask SetAsync(DurableTaskClient client, EnrollmentId enrollment, IReadOnlyList<Alarm> alarms, CancellationToken cancel)
    {
        var instants = alarms.Select(alarm => alarm.At.ToDateTimeUtc()).Distinct().Order().ToArray();
        if (await client.GetInstanceAsync(enrollment.Value, cancel) is not { IsCompleted: false })
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    EnrollmentClock.Name, new ClockState(alarms[0].Customer.Value, instants), new StartOrchestrationOptions(enrollment.Value).WithDedupeStatuses(Alive), cancel);
                return;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                // Another has just started it.
            }
        }

        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        await table.SetAsync([.. alarms.Select(alarm => alarm with { At = Instant.Max(alarm.At, now) + Guard })], cancel);
        foreach (var instant in instants)
            await client.RaiseEventAsync(enrollment.Value, EnrollmentClock.Signal, instant, cancel);
    }

    private sealed class Scope : IDisposable
    {
        private readonly DurableAlarms _alarms;
        private readonly Scope? _outer;

        public Scope(DurableAlarms alarms, DurableTaskClient client, EnrollmentId? answered)
        {
            (_alarms, Client, Answered, _outer) = (alarms, client, answered, alarms._scope.Value);
            alarms._scope.Value = this;
        }

        public DurableTaskClient Client { get; }

        public EnrollmentId? Answered { get; }

        public void Dispose() => _alarms._scope.Value = _outer;
    }
}
