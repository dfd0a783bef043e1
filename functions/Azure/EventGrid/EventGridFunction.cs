using System.Text.Json;
using Campaigns.Api.Events;
using Campaigns.Api.Http;
using Campaigns.Azure.Durable;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using Campaigns.Senders.Delivery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using QueueMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace Campaigns.Azure.EventGrid;

/// <summary>
/// Events of policy systems that Event Grid delivers into a queue. There they wait while the app is away, and one that
/// cannot be taken becomes a dead letter as any other message does.
/// </summary>
public sealed partial class EventGridFunction(CampaignApp app, DurableTimers timers, ILogger<EventGridFunction> log)
{
    /// <summary>An event that fails this often for internal reasons becomes a dead letter.</summary>
    private const int MaxDequeueCount = 5;

    /// <summary>Takes one.</summary>
    [Function("EventGridEvents")]
    public async Task RunAsync(
        [QueueTrigger(EventQueue.Name)] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        timers.Use(client);
        using var activity = CampaignActivities.StartProcess(EventQueue.Name, traceParent: null);
        if (await TakeAsync(message, cancel) is not { } problem)
            return;
        LogDeadLettered(log, EventQueue.DeadLetters, problem.Split(':')[0]); // the rest names members of the data
        await app.Services.DeadLetters.WriteAsync(EventQueue.Name, message.Body.ToMemory(), problem, cancel);
    }

    /// <returns>Why it cannot be taken, without its values, which may be personal; null: it has been.</returns>
    private async Task<string?> TakeAsync(QueueMessage message, CancellationToken cancel)
    {
        try
        {
            var text = JsonTexts.WithoutMark(message.Body.ToMemory());
            using var document = JsonDocument.Parse(text);
            JsonTexts.Check(text.Span);
            return (await EventIntake.HandleAsync(document.RootElement, app.Services.Runner, app.Links, cancel)).Problem is { } problem
                ? $"not valid: {string.Join(", ", problem.Errors.Select(error => $"{error.Code} at {error.Pointer}"))}"
                : null;
        }
        catch (JsonException e)
        {
            return $"not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
        catch (LimitExceededException e)
        {
            return $"beyond a limit: {e.Code}";
        }
        catch (Exception e) when (message.DequeueCount >= MaxDequeueCount
            && e is not (StoreUnavailableException or OperationCanceledException))
        {
            return $"{e.GetType().Name}: see the log of its earlier attempts";
        }
    }

    [LoggerMessage(LogLevel.Warning, "An event was moved to {Queue}, {Problem}")]
    private static partial void LogDeadLettered(ILogger log, string queue, string problem);
}
