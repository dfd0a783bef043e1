using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using NodaTime;

namespace Campaigns.Azure.Durable;

/// <summary>
/// Sets the timers of enrollments: a signal to the enrollment's <see cref="EnrollmentTimer"/>, which arrives when it is due. Timers of
/// customers' dates lie in the due-time index, which a timer looks at.
/// </summary>
/// <param name="table">The due-time index.</param>
/// <param name="time">The clock.</param>
public sealed class DurableTimers(TimerTable table, TimeProvider time) : ITimers
{
    private const int MaxConcurrency = 16;

    /// <summary>
    /// Storage hides a message for whole seconds, rounded down, and a signal that comes up before its time is hidden again, which costs a
    /// turn. So it is due whole seconds from now, and a little more for the way to storage.
    /// </summary>
    private static readonly Duration Margin = Duration.FromMilliseconds(100);

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
        var enrollments = timers.Where(timer => timer.Enrollment is not null).Distinct().ToList();
        if (enrollments.Count == 0)
            return;
        var client = _client ?? throw new InvalidOperationException(
            "No function has brought a Durable client yet: each that may set alarms binds one and gives it to Use.");
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        try
        {
            await Parallel.ForEachAsync(
                enrollments, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                async (timer, token) => await client.Entities.SignalEntityAsync(
                    new EntityInstanceId(EnrollmentTimer.Name, timer.Enrollment!.Value.Value), EnrollmentTimer.Ring,
                    new Wake(timer.Customer.Value), SignalAt(timer.At, now), token));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Unknown
            or StatusCode.Internal)
        {
            throw new StoreUnavailableException($"the task hub cannot be reached: {e.Status.Detail}", e);
        }
    }

    /// <summary>When a signal is to arrive; null: at once.</summary>
    internal static SignalEntityOptions? SignalAt(Instant at, Instant now) => at <= now ? null : new SignalEntityOptions
    {
        SignalTime = (now + Duration.FromSeconds(Math.Ceiling((at - now).TotalSeconds)) + Margin).ToDateTimeOffset(),
    };
}
