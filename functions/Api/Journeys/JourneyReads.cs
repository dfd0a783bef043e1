using Campaigns.Api.Http;
using Campaigns.Insights.Ramps;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api.Journeys;

/// <summary><c>GET /api/journeys</c> and <c>GET /api/journeys/{id}</c>.</summary>
public static class JourneyReads
{
    /// <summary>All journeys, drafts included, by id.</summary>
    public static async Task<JsonHttpResult<IReadOnlyList<JourneySummary>>> ListAsync(CampaignLibrary library, CancellationToken cancel)
    {
        await library.RefreshAsync(cancel);
        var snapshot = library.Snapshot;
        return TypedResults.Json<IReadOnlyList<JourneySummary>>([.. library.List().Select(head => JourneySummary.Of(head, snapshot))],
            ApiJson.Options);
    }

    /// <summary>One journey with its draft, its live text and its versions.</summary>
    public static async Task<Results<JsonHttpResult<DocumentView>, Problem>> GetAsync(
        string id, CampaignLibrary library, RampWatch ramps, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var journey = new JourneyId(id);
        return await library.GetAsync(journey, cancel) is { } document
            ? TypedResults.Json(DocumentView.Of(document) with
            {
                Ramp = document.Ramp is { } ramp ? await ramps.ViewAsync(journey, ramp, cancel) : null,
            }, ApiJson.Options)
            : Problem.NotFound("unknown-journey", "There is no journey with this id.");
    }
}

/// <summary>How a journey stands.</summary>
/// <param name="Id">The journey.</param>
/// <param name="Status">Its status.</param>
/// <param name="LiveVersion">The live version; 0 when none was published.</param>
/// <param name="ChangedAt">When either changed last.</param>
/// <param name="Name">Names of the live version by locale.</param>
/// <param name="Category">Its category.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Problem">Why this version of the software cannot run the live version.</param>
public sealed record JourneySummary(
    string Id, JourneyStatus Status, int LiveVersion, Instant ChangedAt, IReadOnlyDictionary<string, string>? Name, string? Category,
    int? Priority, string? Problem)
{
    /// <summary>The share of the customers who enter the live version, in percent; null: all do.</summary>
    public double? Share { get; init; }

    internal static JourneySummary Of(TaggedHead tagged, LibrarySnapshot snapshot)
    {
        var (id, head, _) = tagged;
        var live = snapshot.Find(new JourneyId(id), head.Live);
        return new(id, head.Status, head.Live, head.ChangedAt, live?.Name, live?.Category, live?.Priority,
            snapshot.Unreadable.GetValueOrDefault(id))
        {
            Share = head.Ramp is { IsOver: false } ramp ? ramp.Share : null,
        };
    }
}
