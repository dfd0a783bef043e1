using Azure.Storage.Queues.Models;
using Campaigns.Azure.Durable;
using Campaigns.Runtime.Retries;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Queues;

/// <summary>Does work of customers again that failed.</summary>
public sealed class WorkFunction(CampaignApp app, DurableTimers timers)
{
    /// <summary>Does one piece of work.</summary>
    [Function("RetryWork")]
    public async Task RunAsync(
        [QueueTrigger(CustomerWorkQueue.Name)] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        timers.Use(client);
        if (await app.Queues.OpenAsync(CustomerWorkQueue.Name, message.MessageText, message.DequeueCount, cancel) is { } opened)
            await app.Services.Work.HandleAsync(opened, cancel);
    }
}
