using Campaigns.Model;
using Campaigns.Runtime;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Campaigns.Azure.Durable;

/// <summary>
/// Carries an enrollment on when its timer is due. The record decides: firing twice, too early or for nothing changes nothing.
/// </summary>
public sealed class AdvanceActivity(CampaignRunner runner, DurableTimers timers, CustomerWorkQueue work)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "Advance";

    /// <summary>
    /// A store that is away for a day loses no timer; after that the wake is queued (<see cref="QueueAdvanceActivity"/>).
    /// </summary>
    internal static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 300, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>Carries it on.</summary>
    /// <returns>When to fire next, UTC; null: not by time, or it failed and is work of its own now, which sets its next timer.</returns>
    [Function(Name)]
    public async Task<DateTime?> RunAsync(
        [ActivityTrigger] AdvanceInput input, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        timers.Use(client);
        var (customer, enrollment) = (new CustomerId(input.Customer), new EnrollmentId(input.Enrollment));
        Instant? next = null;
        await work.TryAsync(new CustomerWork.Timer(customer, enrollment), async attempt =>
            next = await runner.AdvanceAsync(customer, enrollment, attempt), cancel);
        return next?.ToDateTimeUtc();
    }
}

/// <summary>Whose timer is due.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Enrollment">The enrollment.</param>
public sealed record AdvanceInput(string Customer, string Enrollment);
