using Campaigns.Api.Events;
using Campaigns.Api.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Http;

/// <summary>Intake, and the description of the interface.</summary>
public sealed class EventFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>Takes CloudEvents and Event Grid deliveries.</summary>
    [Function("PostEvents")]
    public Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "events")] HttpRequest request, [DurableClient] DurableTaskClient client,
            CancellationToken cancel) =>
        api.RunAsync(request, client, async () => await EventIntake.PostAsync(
            request, app.Services.Runner, app.Links, cancel));

    /// <summary>The interface in OpenAPI.</summary>
    [Function("GetOpenApi")]
    public Task<IResult> OpenApiAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "openapi.json")] HttpRequest request) =>
        api.RunAsync(request, () => Task.FromResult<IResult>(OpenApiDocument.Get()));
}
