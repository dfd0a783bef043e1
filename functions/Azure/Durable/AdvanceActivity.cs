using Campaigns.Model;
using Campaigns.Runtime;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Durable;

/// <summary>
/// Carries an enrollment on when its timer is due. The record decides: firing twice, too early or for nothing changes nothing.
/// </summary>
public sealed class AdvanceActivity(CampaignRunner runner, DurableTimers timers)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "Advance";

    /// <summary>A store that is away for a day loses no timer; after that the orchestration fails, where operators see it.</summary>
    internal static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 300, firstRetryInterval: TimeSpan.FromSeconds(5), backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>Carries it on.</summary>
    /// <returns>When to fire next, UTC; null: not by time.</returns>
    [Function(Name)]
    public async Task<DateTime?> RunAsync(
        [ActivityTrigger] AdvanceInput input, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        timers.Use(client);
        var next = await runner.AdvanceAsync(new CustomerId(input.Customer), new EnrollmentId(input.Enrollment), cancel);
        return next?.ToDateTimeUtc();
    }
}

/// <summary>Whose timer is due.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Enrollment">The enrollment.</param>
public sealed record AdvanceInput(string Customer, string Enrollment);
