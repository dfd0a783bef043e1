using Campaigns.Api;
using Campaigns.Api.Hold;
using Campaigns.Api.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Http;

/// <summary>What operators ask for.</summary>
public sealed class OperationFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>How the installation is.</summary>
    [Function("GetStatus")]
    public Task<IResult> StatusAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "status")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await StatusReads.GetAsync(app.Installation.Operations, cancel));

    /// <summary>What is held.</summary>
    [Function("GetHold")]
    public Task<IResult> HeldAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "hold")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await HoldSwitch.GetAsync(app.Library, cancel));

    /// <summary>Holds everything, or a channel.</summary>
    [Function("PutHold")]
    public Task<IResult> HoldAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "hold")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await HoldSwitch.PutAsync(request, app.Library, cancel));

    /// <summary>Releases it.</summary>
    [Function("DeleteHold")]
    public Task<IResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "hold")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await HoldSwitch.DeleteAsync(request, app.Library, cancel));

    /// <summary>Lists messages of which nobody knows whether they were sent.</summary>
    [Function("ListMessages")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "messages")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await UnknownReads.GetAsync(request, app.Services.Runner, cancel));

    /// <summary>Settles one.</summary>
    [Function("SettleMessage")]
    public Task<IResult> SettleAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "messages/{id}/settle")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunAsync(request, client, async () => await Settlements.PostAsync(id, request, app.Services.Runner, cancel));
}
