using Campaigns.Api.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Http;

/// <summary>Journeys: drafts, publication, and what came of them.</summary>
public sealed class JourneyFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>Lists journeys.</summary>
    [Function("ListJourneys")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "journeys")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyReads.ListAsync(app.Library, cancel));

    /// <summary>Checks a journey without saving it.</summary>
    [Function("ValidateJourney")]
    public Task<IResult> ValidateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/validate")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyWrites.ValidateAsync(request, app.Library, cancel));

    /// <summary>Reads a journey.</summary>
    [Function("GetJourney")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "journeys/{id}")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyReads.GetAsync(id, app.Library, app.Installation.Ramps, cancel));

    /// <summary>Saves a journey's draft.</summary>
    [Function("PutJourney")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "journeys/{id}")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyWrites.PutAsync(id, request, app.Library, cancel));

    /// <summary>Publishes a journey's draft.</summary>
    [Function("PublishJourney")]
    public Task<IResult> PublishAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/publish")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyWrites.PublishAsync(id, request, app.Library, cancel));

    /// <summary>Pauses a journey.</summary>
    [Function("PauseJourney")]
    public Task<IResult> PauseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/pause")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyWrites.PauseAsync(id, app.Library, cancel));

    /// <summary>Resumes a journey.</summary>
    [Function("ResumeJourney")]
    public Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/resume")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyWrites.ResumeAsync(id, app.Library, cancel));

    /// <summary>Retires a journey.</summary>
    [Function("RetireJourney")]
    public Task<IResult> RetireAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/retire")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await JourneyWrites.RetireAsync(id, request, app.Library, cancel));

    /// <summary>Sets the share of the customers before whom a journey's newest version comes.</summary>
    [Function("RampJourney")]
    public Task<IResult> RampAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/ramp")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await RampWrites.PostAsync(id, request, app.Library, app.Installation.Ramps, cancel));

    /// <summary>Moves those inside a journey to another version.</summary>
    [Function("MigrateJourney")]
    public Task<IResult> MigrateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/migrate")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await MigrationWrites.PostAsync(id, request, app.Library, app.Installation.Migrations, cancel));

    /// <summary>Enrolls a customer.</summary>
    [Function("PostEnrollment")]
    public Task<IResult> EnrollAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "journeys/{id}/enrollments")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunAsync(request, client, async () => await Enrollments.PostAsync(id, request, app.Services.Runner, cancel));

    /// <summary>Reads what came of a journey.</summary>
    [Function("GetStatistics")]
    public Task<IResult> StatisticsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "journeys/{id}/stats")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await StatisticsReads.GetAsync(id, request, app.Library, app.Statistics, app.Time, cancel));
}
