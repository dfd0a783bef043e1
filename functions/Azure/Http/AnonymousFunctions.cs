using Campaigns.Api;
using Campaigns.Api.Events.EventGrid;
using Campaigns.Api.Tracking;
using Campaigns.Api.Unsubscribe;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Http;

/// <summary>The routes that ask for no key: a customer, a probe or a webhook's handshake has none.</summary>
public sealed class AnonymousFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>Whether the app works.</summary>
    [Function("GetHealth")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request, CancellationToken cancel) =>
        api.RunOpenAsync(request, async () => await Health.GetAsync(app.Installation.Operations, cancel));

    /// <summary>The page behind an unsubscribe link.</summary>
    [Function("GetUnsubscribe")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "unsubscribe/{token}")] HttpRequest request, string token) =>
        api.RunOpenAsync(request, () => Task.FromResult<IResult>(UnsubscribeLinks.Get(token, request, app.Links)));

    /// <summary>Unsubscribes: the page's button, or a mail program's one click.</summary>
    [Function("PostUnsubscribe")]
    public Task<IResult> UnsubscribeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "unsubscribe/{token}")] HttpRequest request, string token,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunOpenAsync(request, client, async () => await UnsubscribeLinks.PostAsync(
            token, request, app.Links, app.Services.Runner, cancel));

    /// <summary>An action link of a message.</summary>
    [Function("GetClick")]
    public Task<IResult> ClickAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "c/{token}")] HttpRequest request, string token,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunOpenAsync(request, client, async () => await ClickLinks.GetAsync(token, request, app.Links, app.Services.Runner, cancel));

    /// <summary>The action link of an SMS.</summary>
    [Function("GetShortClick")]
    public Task<IResult> ShortClickAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "m/{code}")] HttpRequest request, string code,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunOpenAsync(request, client, async () => await ClickLinks.GetShortAsync(code, request, app.Services.Runner, cancel));

    /// <summary>The handshake before CloudEvents are delivered.</summary>
    [Function("OptionsEvents")]
    public Task<IResult> HandshakeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "events")] HttpRequest request) =>
        api.RunOpenAsync(request, () => Task.FromResult<IResult>(WebhookHandshake.Options(request.HttpContext)));
}
