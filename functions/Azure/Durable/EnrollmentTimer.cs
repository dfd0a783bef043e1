using Campaigns.Model;
using Campaigns.Runtime;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using NodaTime;

namespace Campaigns.Azure.Durable;

/// <summary>
/// The timer of one enrollment, a durable entity that has the enrollment's id: each signal wakes the enrollment, and it signals itself for
/// the next time. The record decides: a signal twice, too early or for nothing changes nothing.
/// </summary>
/// <remarks>
/// An entity may do I/O in its turn, so a wake is one turn; an orchestration would need two and an activity. Its state is the instant that
/// it has signalled itself for, so that signals which come for nothing do not multiply.
/// </remarks>
public sealed class EnrollmentTimer(CampaignRunner runner, DurableTimers timers, CustomerWorkQueue work) : ITaskEntity
{
    /// <summary>The entity's name.</summary>
    public const string Name = "EnrollmentTimer";

    /// <summary>The one operation: a <see cref="Wake"/>.</summary>
    internal const string Ring = "ring";

    /// <summary>Seconds after which a store that was away is asked again, doubled each time, to five minutes.</summary>
    private const int FirstRetry = 5;

    private const int LongestRetry = 300;

    /// <summary>Runs what the host hands over.</summary>
    [Function(Name)]
    public Task RunAsync([EntityTrigger] TaskEntityDispatcher dispatcher, [DurableClient] DurableTaskClient client)
    {
        timers.Use(client);
        return dispatcher.DispatchAsync(this);
    }

    /// <summary>Carries the enrollment on.</summary>
    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        var wake = operation.GetInput<Wake>() ?? throw new InvalidOperationException("The timer of an enrollment needs to know whose.");
        var (customer, enrollment) = (new CustomerId(wake.Customer), new EnrollmentId(operation.Context.Id.Key));
        Instant? next = null;
        try
        {
            await work.TryAsync(new CustomerWork.Timer(customer, enrollment), async cancel =>
                next = await runner.AdvanceAsync(customer, enrollment, cancel), CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // A failed operation loses its signal.
            var seconds = Math.Min(LongestRetry, FirstRetry * Math.Pow(2, Math.Min(wake.Attempt, 10)));
            Signal(operation, wake with { Attempt = wake.Attempt + 1 }, Now + Duration.FromSeconds(seconds));
            return null;
        }

        var pending = operation.State.GetState<DateTime?>(null) is { } earlier && earlier > Now.ToDateTimeUtc() ? earlier : (DateTime?)null;
        // Where a signal is to come before that anyway, it asks again.
        if (next is { } at && !(pending <= at.ToDateTimeUtc()))
        {
            Signal(operation, wake with { Attempt = 0 }, at);
            pending = at.ToDateTimeUtc();
        }

        operation.State.SetState(pending); // null: there is nothing to keep
        return null;
    }

    private Instant Now => runner.Now;

    private void Signal(TaskEntityOperation operation, Wake wake, Instant at) =>
        operation.Context.SignalEntity(operation.Context.Id, Ring, wake, DurableTimers.SignalAt(at, Now));
}

/// <summary>Whose timer it is.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Attempt">How often the store was away already.</param>
public sealed record Wake(string Customer, int Attempt = 0);
