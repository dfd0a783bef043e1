using Campaigns.Api.Releases;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Campaigns.Azure.Http;

/// <summary>Releases: made, planned, deployed.</summary>
public sealed class ReleaseFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>Lists deployments.</summary>
    [Function("ListReleases")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "releases")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseReads.ListAsync(request, app.Library, cancel));

    /// <summary>Makes a release.</summary>
    [Function("PostRelease")]
    public Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "releases")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseWrites.PostAsync(request, app.Library, app.Services.Runner, cancel));

    /// <summary>Tells which files are missing.</summary>
    [Function("PostMissingFiles")]
    public Task<IResult> MissingAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "releases/missing")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseWrites.MissingAsync(request, app.Library, cancel));

    /// <summary>Plans a release.</summary>
    [Function("PlanRelease")]
    public Task<IResult> PlanAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "releases/plan")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseWrites.PlanAsync(request, app.Library, app.Services.Runner, cancel));

    /// <summary>Reads a file.</summary>
    [Function("GetReleaseFile")]
    public Task<IResult> FileAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "releases/files/{hash}")] HttpRequest request, string hash,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseReads.FileAsync(hash, app.Library, cancel));

    /// <summary>Keeps a file.</summary>
    [Function("PutReleaseFile")]
    public Task<IResult> PutFileAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "releases/files/{hash}")] HttpRequest request, string hash,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseWrites.PutFileAsync(hash, request, app.Library, cancel));

    /// <summary>Reads a release.</summary>
    [Function("GetRelease")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "releases/{id}")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseReads.GetAsync(id, app.Library, cancel));

    /// <summary>Deploys a release.</summary>
    [Function("DeployRelease")]
    public Task<IResult> DeployAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "releases/{id}/deploy")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await ReleaseWrites.DeployAsync(id, request, app.Library, cancel));
}
