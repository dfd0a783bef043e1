using System.Net.Mime;
using Campaigns.Api.Access;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Releases;
using Campaigns.Runtime;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Releases;

/// <summary>
/// Making and deploying releases: ask which files are missing, send those, plan, make the release, deploy it. Each may be repeated.
/// </summary>
public static class ReleaseWrites
{
    /// <summary><c>POST /api/releases/missing</c>: which files of a release are not kept yet.</summary>
    public static async Task<Results<JsonHttpResult<MissingFilesView>, Problem>> MissingAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        var (body, _, files, problem) = await ReleaseRequest.ReadFilesAsync(request, [], cancel);
        if (body is null)
            return problem!;
        var missing = await library.Releases.MissingAsync(files.Select(file => file.Hash), cancel);
        return TypedResults.Json(new MissingFilesView([.. missing.Order(StringComparer.Ordinal)]), ApiJson.Options);
    }

    /// <summary><c>PUT /api/releases/files/{hash}</c>: keeps a file's bytes, whatever they are.</summary>
    public static async Task<Results<NoContent, Problem>> PutFileAsync(
        string hash, HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        if (ReleaseRequest.CheckHash(hash) is { } invalid)
            return invalid;
        if (request.ContentType != MediaTypeNames.Application.Octet)
        {
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
                $"The body is the file's bytes; send it as {MediaTypeNames.Application.Octet}.");
        }

        var body = await JsonBody.ReadBytesAsync(request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;
        if (ReleaseFile.HashOf(body.Bytes.Span) is var found && found != hash)
            return RouteIds.Bad("hash", "wrong-hash", $"The body's SHA-256 is {found}, not that of the address; send the bytes as they are.");
        await library.Releases.AddBlobAsync(body.Bytes, cancel);
        return TypedResults.NoContent();
    }

    /// <summary><c>POST /api/releases/plan</c>: what a release of these files would change; nothing is kept.</summary>
    public static async Task<Results<JsonHttpResult<ReleasePlanView>, Problem>> PlanAsync(
        HttpRequest request, CampaignLibrary library, CampaignRunner runner, CancellationToken cancel)
    {
        var (body, log, files, problem) = await ReleaseRequest.ReadFilesAsync(request, ["inside"], cancel);
        if (body is null)
            return problem!;
        var inside = body.Boolean("inside") ?? false;
        if (log.Any)
            return log.ToProblem();
        var (content, unreadable) = await ReadAsync(library, files, cancel);
        if (content is null)
            return unreadable!;
        var plan = PlanWriter.Write(await library.PlanAsync(content, cancel), content);
        return TypedResults.Json(inside ? await InsideCount.AddAsync(plan, runner.Customers.Rows, cancel) : plan, ApiJson.Options);
    }

    /// <summary><c>POST /api/releases</c>: makes a release of files that are kept; one with the same files stays as it was.</summary>
    public static async Task<Results<JsonHttpResult<ReleaseView>, Problem>> PostAsync(
        HttpRequest request, CampaignLibrary library, CampaignRunner runner, CancellationToken cancel)
    {
        var (body, log, files, problem) = await ReleaseRequest.ReadFilesAsync(request, ["message"], cancel);
        if (body is null)
            return problem!;
        var message = ReleaseRequest.MessageOf(body, log);
        if (log.Any)
            return log.ToProblem();
        var (content, unreadable) = await ReadAsync(library, files, cancel);
        if (content is null)
            return unreadable!;
        var release = await library.Releases.AddAsync(content.Manifest, CallerOf(request), message, runner.Now, cancel);
        return TypedResults.Json(ReleaseView.Of(release, await library.Releases.ManifestAsync(release, cancel)), ApiJson.Options);
    }

    /// <summary><c>POST /api/releases/{id}/deploy</c>: puts a release in force.</summary>
    public static async Task<Results<JsonHttpResult<DeployView>, Problem>> DeployAsync(
        string id, HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        var (body, log, problem) = await ReleaseRequest.ReadAsync(request, ["message", "expect", "revision"], cancel);
        if (body is null)
            return problem!;
        var (message, expected) = (ReleaseRequest.MessageOf(body, log), ReleaseRequest.ExpectationOf(body, log));
        if (log.Any)
            return log.ToProblem();
        var (release, unknown) = await ReleaseRequest.FindAsync(library.Releases, id, cancel);
        if (release is null)
            return unknown!;
        // Who goes away while it is being done finds it done, or not begun.
        var done = await library.DeployAsync(release, CallerOf(request), message, expected, CancellationToken.None);
        var live = done.Live is { } now ? $"release {Release.Short(now.Release)} is in force" : "nothing was deployed";
        return done.Outcome switch
        {
            DeployOutcome.Conflict => Problem.Conflict("other-release", $"Something else is in force than was expected: now {live}. Plan again."),
            DeployOutcome.Refused => Refusal(done),
            _ => TypedResults.Json(
                new DeployView(done.Outcome, done.Live is { } deployed ? DeploymentView.Of(deployed) : null,
                    PlanWriter.Write(done.Plan, await ReleaseContent.ReadAsync(library.Releases,
                        await library.Releases.ManifestAsync(release, CancellationToken.None), CancellationToken.None))), ApiJson.Options),
        };
    }

    private static Problem Refusal(DeployResult done)
    {
        var errors = done.Plan.Findings.Where(found => found.Finding.Severity == FindingSeverity.Error).ToList();
        return new Problem(StatusCodes.Status422UnprocessableEntity, "Validation errors",
            $"The release has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")} and was not deployed. The first: {errors[0]}")
        {
            Errors = [.. errors.Select(found => ProblemError.Of(found.Finding) with { Detail = found.ToString() })],
        };
    }

    /// <summary>The files of a release with their bytes, which must be kept already.</summary>
    private static async Task<(ReleaseContent? Content, Problem? Problem)> ReadAsync(
        CampaignLibrary library, IReadOnlyList<(string Path, string Hash)> files, CancellationToken cancel)
    {
        var missing = await library.Releases.MissingAsync(files.Select(file => file.Hash), cancel);
        if (missing.Count > 0)
        {
            return (null, Problem.BadRequest(
                $"{missing.Count} of the files are not kept yet; send them to /api/releases/files/HASH first, as /api/releases/missing lists them.",
                [.. files.Index().Where(file => missing.Contains(file.Item.Hash)).Select(file =>
                    new ProblemError($"/files/{file.Index}/hash", "missing-file", $"{file.Item.Path} is not kept yet"))]));
        }

        var read = await library.Releases.ReadAsync(files.Select(file => new ReleaseEntry(file.Path, file.Hash, file.Hash, 0)), cancel);
        var (content, problems) = ReleaseContent.Of(read);
        return content is null
            ? (null, Problem.BadRequest($"These files are no release: {problems[0]}.", [.. problems.Select(text => new ProblemError("/files", "bad-release", text))]))
            : (content, null);
    }

    private static string CallerOf(HttpRequest request) => request.HttpContext.Features.Get<ApiCaller>()?.Name ?? "an unnamed caller";
}
