using Azure.Storage.Queues.Models;
using Campaigns.Publishing;
using Campaigns.Runtime.Outbox;
using Microsoft.Azure.Functions.Worker;

namespace Campaigns.Azure.Queues;

/// <summary>Tells other systems what happened.</summary>
public sealed class PublicationFunction(CampaignApp app)
{
    /// <summary>Publishes the timeline events of one unit of work.</summary>
    [Function("PublishFacts")]
    public async Task RunAsync([QueueTrigger(TimelineOutbox.Queue)] QueueMessage message, CancellationToken cancel)
    {
        // Without a receiver nothing is put there; what an earlier setting left is not owed to anybody.
        if (app.Services.Publication is { } publication
            && await app.Queues.OpenAsync(TimelineOutbox.Queue, message.MessageText, message.DequeueCount, cancel) is { } notice
            && (await publication.HandleAsync([notice], cancel)).Problem is { } problem)
            app.Services.Incidents.Report("publication", new PublicationProblem(problem)); // told once by the host
    }
}
