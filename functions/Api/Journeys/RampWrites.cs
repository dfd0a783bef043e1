using Campaigns.Api.Access;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Insights.Ramps;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Journeys;

/// <summary><c>POST /api/journeys/{id}/ramp</c>: before which share of the customers the newest version comes.</summary>
public static class RampWrites
{
    private const string Expected = "the share of the customers in percent, from 0 (nobody enters the new version) to 100 (all do)";

    /// <summary>Sets the share: <c>{ "share": 25, "because": "figures are fine" }</c>.</summary>
    public static async Task<Results<JsonHttpResult<RampResponse>, Problem>> PostAsync(
        string id, HttpRequest request, CampaignLibrary library, RampWatch ramps, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (!body.TryParse(out var root, out var problem))
            return problem;
        var log = new ProblemLog();
        var read = ObjectReader.Of(root, "", log, "share", "because")?.Require("share", Expected);
        var share = read?.Number("share", Expected, 0, JourneyRamp.All);
        var because = BecauseReader.Read(read, log);
        if (log.Any)
            return log.ToProblem();

        var journey = new JourneyId(id);
        var answer = await ramps.SetAsync(journey, (double)share!.Value, ApiCaller.NameOf(request), because, cancel);
        return answer.Outcome switch
        {
            LibraryOutcome.NotFound => Problem.NotFound("unknown-journey", "There is no journey with this id."),
            LibraryOutcome.NotAllowed => Problem.Conflict("wrong-status",
                "Only a journey that is published or paused has a share of customers; publish it first."),
            _ => TypedResults.Json(new RampResponse(answer.Outcome, answer.Status, answer.Live,
                (await library.GetAsync(journey, cancel))?.Ramp is { } ramp ? await ramps.ViewAsync(journey, ramp, cancel) : null),
                ApiJson.Options),
        };
    }
}

/// <summary>What became of a change of the share.</summary>
/// <param name="Result"><c>done</c>, or <c>unchanged</c> when it was so already.</param>
/// <param name="Status">The journey's status.</param>
/// <param name="LiveVersion">Its newest version.</param>
/// <param name="Ramp">How the ramp stands; null: all customers enter the newest version, as since it was published.</param>
public sealed record RampResponse(
    LibraryOutcome Result, Runtime.Ports.JourneyStatus Status, int LiveVersion, RampView? Ramp);
