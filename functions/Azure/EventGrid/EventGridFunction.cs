using System.Text.Json;
using Azure.Storage.Queues.Models;
using Campaigns.Api.Events;
using Campaigns.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Functions.EventGrid;

/// <summary>Events that Event Grid delivers into a queue: of policy systems, and the reports of Azure Communication Services.</summary>
public sealed class EventGridFunction(CampaignApp app, DurableAlarms alarms)
{
    /// <summary>The queue that the event subscriptions of infra-bicep deliver to.</summary>
    public const string Queue = "events";

    /// <summary>Takes one.</summary>
    /// <exception cref="InvalidDataException">The event is not valid.</exception>
    [Function("EventGridEvents")]
    public async Task RunAsync([QueueTrigger(Queue)] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        alarms.Use(client);
        using var document = JsonDocument.Parse(message.Body);
        if ((await EventIntake.TakeAsync(document.RootElement, app.Services.Runner, cancel)).Problem is { } problem)
            throw new InvalidDataException($"The event is not valid: {string.Join(", ", problem.Errors.Select(error => $"{error.Code} at {error.Pointer}"))}."); // no values: they may be personal
    }
}
