using Campaigns.Model;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Work;
using Microsoft.Azure.Functions.Worker;

namespace Campaigns.Azure.Durable;

/// <summary>
/// Queues the wake of an enrollment as work of its customer, when <see cref="AdvanceActivity"/> could not be carried out for as long as
/// it is retried: so it is tried again, or becomes a dead letter, and its clock goes on.
/// </summary>
public sealed class QueueAdvanceActivity(CustomerWorkQueue work)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "QueueAdvance";

    /// <summary>Queues it.</summary>
    [Function(Name)]
    public async Task RunAsync([ActivityTrigger] AdvanceInput input, CancellationToken cancel) =>
        await work.QueueAsync(new CustomerWork.Timer(new CustomerId(input.Customer), new EnrollmentId(input.Enrollment)), cancel);
}
