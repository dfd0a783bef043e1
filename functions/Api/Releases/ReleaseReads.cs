using System.Net.Mime;
using Campaigns.Api.Http;
using Campaigns.Releases;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Releases;

/// <summary>What is in force, and what releases hold.</summary>
public static class ReleaseReads
{
    private const int MaxShown = 1_000;

    /// <summary><c>GET /api/releases</c>: what is in force and was, the latest first.</summary>
    public static async Task<Results<JsonHttpResult<ReleasesView>, Problem>> ListAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel) =>
        Query.Whole(request, "take", 20, 1, MaxShown, out var take) is { } wrong ? wrong
        : TypedResults.Json(await ReleaseLists.ReadAsync(library, take, cancel), ApiJson.Options);

    /// <summary><c>GET /api/releases/{id}</c>: a release with the list of its files.</summary>
    public static async Task<Results<JsonHttpResult<ReleaseView>, Problem>> GetAsync(
        string id, CampaignLibrary library, CancellationToken cancel)
    {
        var (release, problem) = await ReleaseRequest.FindAsync(library.Releases, id, cancel);
        return release is null ? problem!
            : TypedResults.Json(ReleaseView.Of(release, await library.Releases.ManifestAsync(release, cancel)), ApiJson.Options);
    }

    /// <summary><c>GET /api/releases/files/{hash}</c>: the bytes of a file.</summary>
    public static async Task<Results<FileContentHttpResult, Problem>> FileAsync(string hash, CampaignLibrary library, CancellationToken cancel)
    {
        if (ReleaseRequest.CheckHash(hash) is { } invalid)
            return invalid;
        return await library.Releases.BlobAsync(hash, cancel) is { } content
            ? TypedResults.File(content.ToArray(), MediaTypeNames.Application.Octet)
            : Problem.NotFound("unknown-file", "No release has a file with this hash.");
    }
}
