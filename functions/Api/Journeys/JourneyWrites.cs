using System.Text;
using System.Text.Json;
using Campaigns.Api.Access;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Journeys;

/// <summary>Drafts and the states of a journey.</summary>
public static class JourneyWrites
{
    /// <summary><c>PUT /api/journeys/{id}</c>: keeps a draft; one that names what does not exist yet is kept with its findings.</summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> PutAsync(
        string id, HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;
        return ChangeResponse.Of(await library.SaveDraftAsync(new JourneyId(id), body.Bytes.ToArray(), cancel),
            StatusCodes.Status400BadRequest, "saved");
    }

    /// <summary><c>POST /api/journeys/validate</c>: all findings about a text, which is not kept.</summary>
    public static async Task<Results<JsonHttpResult<ValidationView>, Problem>> ValidateAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = library.Check(body.Bytes).Findings;
        return TypedResults.Json(
            new ValidationView(!findings.Any(finding => finding.Severity == FindingSeverity.Error), [.. findings.Select(FindingView.Of)]),
            ApiJson.Options);
    }

    /// <summary>
    /// <c>POST /api/journeys/{id}/publish</c>: makes the draft the next version; <c>{ "ramp": { "steps": [5, 25, 100] } }</c> before a share
    /// of the customers first, <c>{ "ramp": false }</c> before all at once, whatever the draft says.
    /// </summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> PublishAsync(
        string id, HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var how = new Publication { By = ApiCaller.NameOf(request) };
        var (root, problem) = await ReadOptionalAsync(request, cancel);
        if (problem is not null)
            return problem;
        if (root is { } body)
        {
            var log = new ProblemLog();
            var ramp = ObjectReader.Of(body, "", log, "ramp")?["ramp"];
            if (log.Any)
                return log.ToProblem();
            if (ramp is { ValueKind: JsonValueKind.False })
                how = how with { AtOnce = true };
            else if (ramp is { } rule)
            {
                var (read, findings) = RampReader.Read(Encoding.UTF8.GetBytes(rule.GetRawText()));
                foreach (var finding in findings)
                    log.Add("/ramp" + finding.Pointer, finding.Code, finding.Message);
                if (read is null)
                    return log.ToProblem();
                how = how with { Ramp = read };
            }
        }

        return ChangeResponse.Of(
            await library.PublishAsync(new JourneyId(id), how, cancel), StatusCodes.Status422UnprocessableEntity, "published");
    }

    /// <summary><c>POST /api/journeys/{id}/pause</c>: holds everybody where they are.</summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> PauseAsync(
        string id, CampaignLibrary library, CancellationToken cancel) =>
        RouteIds.CheckJourney(id) is { } invalid ? invalid
        : ChangeResponse.Of(await library.PauseAsync(new JourneyId(id), cancel), StatusCodes.Status422UnprocessableEntity, "paused");

    /// <summary><c>POST /api/journeys/{id}/resume</c>: lets them go on.</summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> ResumeAsync(
        string id, CampaignLibrary library, CancellationToken cancel) =>
        RouteIds.CheckJourney(id) is { } invalid ? invalid
        : ChangeResponse.Of(await library.ResumeAsync(new JourneyId(id), cancel), StatusCodes.Status422UnprocessableEntity, "resumed");

    /// <summary><c>POST /api/journeys/{id}/retire</c>: no more entries; <c>{ "end_running": true }</c> also ends those within.</summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> RetireAsync(
        string id, HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var (root, problem) = await ReadOptionalAsync(request, cancel);
        if (problem is not null)
            return problem;
        var endRunning = false;
        if (root is { } body)
        {
            var log = new ProblemLog();
            endRunning = ObjectReader.Of(body, "", log, "end_running")?.Boolean("end_running") ?? false;
            if (log.Any)
                return log.ToProblem();
        }

        return ChangeResponse.Of(await library.RetireAsync(new JourneyId(id), endRunning, cancel),
            StatusCodes.Status422UnprocessableEntity, "retired");
    }

    /// <summary>The body of a request that may come without one; or why it cannot be used.</summary>
    private static async ValueTask<(JsonElement? Root, Problem? Problem)> ReadOptionalAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAnyAsync(request, cancel);
        if (body.Problem is { } unreadable)
            return (null, unreadable);
        if (body.Bytes.Length == 0)
            return (null, null);
        if (!JsonBody.IsJson(request.ContentType))
            return (null, JsonBody.WrongType(request.ContentType, "application/json"));
        return body.TryParse(out var root, out var problem) ? (root, null) : (null, problem);
    }
}

/// <summary>What a check of a text found.</summary>
/// <param name="Valid">Whether it could be published.</param>
/// <param name="Findings">Everything wrong or doubtful, in the order of the text.</param>
public sealed record ValidationView(bool Valid, IReadOnlyList<FindingView> Findings);
