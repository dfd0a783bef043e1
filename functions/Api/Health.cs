using Campaigns.Api.Http;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api;

/// <summary><c>GET /api/health</c>: whether the store answers and which journeys are live. Needs no key and tells no secret.</summary>
public static class Health
{
    /// <summary>200 when events can be taken, 503 when not.</summary>
    public static async Task<Results<JsonHttpResult<HealthView>, Problem>> GetAsync(CampaignLibrary library, CancellationToken cancel)
    {
        await library.RefreshAsync(cancel); // a read of the store; what it throws is answered with 503
        var snapshot = library.Snapshot;
        var live = snapshot.Journeys.Count(journey => journey.Status == JourneyStatus.Published);
        return TypedResults.Json(new HealthView("ok", live, [.. snapshot.Unreadable.Keys]), ApiJson.Options);
    }
}

/// <summary>How the system is.</summary>
/// <param name="Status"><c>ok</c>.</param>
/// <param name="JourneysLive">How many journeys take entries.</param>
/// <param name="Unreadable">Published journeys this version of the software cannot read.</param>
public sealed record HealthView(string Status, int JourneysLive, IReadOnlyList<string> Unreadable);
