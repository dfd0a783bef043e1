using System.Text.Json;
using Campaigns.Api.Events;
using Campaigns.Azure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.EventGrid;

/// <summary>Events that Event Grid brings: of policy systems, and the reports of Azure Communication Services.</summary>
public sealed class EventGridFunction(CampaignApp app, DurableAlarms alarms)
{
    /// <summary>Takes one; infra-bicep/subscriptions.bicep names the function.</summary>
    /// <exception cref="InvalidDataException">The event is not valid: Event Grid tries again, and then keeps it as a dead letter.</exception>
    [Function("EventGridEvents")]
    public async Task RunAsync([EventGridTrigger] string @event, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        using var scope = alarms.SetBy(client);
        using var document = JsonDocument.Parse(@event);
        if ((await EventIntake.TakeAsync(document.RootElement, app.Services.Runner, cancel)).Problem is { } problem)
            throw new InvalidDataException($"The event is not valid: {string.Join(", ", problem.Errors.Select(error => $"{error.Code} at {error.Pointer}"))}."); // no values: they may be personal
    }
}
