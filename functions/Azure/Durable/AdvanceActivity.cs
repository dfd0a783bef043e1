using Campaigns.Model;
using Campaigns.Runtime;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Durable;

/// <summary>
/// Carries an enrollment on for the <see cref="EnrollmentClock"/> that an earlier version has begun, and sets what follows on the
/// enrollment's <see cref="EnrollmentTimer"/>.
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
    /// <returns>Null: the clock has nothing more to fire for.</returns>
    [Function(Name)]
    public async Task<DateTime?> RunAsync(
        [ActivityTrigger] AdvanceInput input, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        timers.Use(client);
        var (customer, enrollment) = (new CustomerId(input.Customer), new EnrollmentId(input.Enrollment));
        await work.TryAsync(
            new CustomerWork.Timer(customer, enrollment), attempt => runner.RecoverAsync(customer, enrollment, attempt), cancel);
        return null;
    }
}

/// <summary>Whose timer is due.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Enrollment">The enrollment.</param>
public sealed record AdvanceInput(string Customer, string Enrollment);
