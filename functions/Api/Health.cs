using Campaigns.Api.Http;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Campaigns.Api;

/// <summary><c>GET /api/health</c>: whether the store answers and which journeys are live. Needs no key and tells no secret.</summary>
public static class Health
{
    /// <summary>200 when events can be taken, 503 when not.</summary>
    public static async Task<Results<JsonHttpResult<HealthView>, Problem>> GetAsync(
        CampaignLibrary library, [FromServices] IStoreHealth? store, CancellationToken cancel)
    {
        var condition = store?.Check() ?? default;
        if (condition.Problem is { } problem)
            return Problem.StoreUnavailable with { Detail = $"The store is unavailable: {problem}." };
        await library.RefreshAsync(cancel); // a read of the store; what it throws is answered with 503
        var snapshot = library.Snapshot;
        var live = snapshot.Journeys.Count(journey => journey.Status == JourneyStatus.Published);
        return TypedResults.Json(new HealthView(condition.Warning is null ? "ok" : "degraded", live, [.. snapshot.Unreadable.Keys], condition.Warning), ApiJson.Options);
    }
}

/// <summary>How the system is.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c>: events are taken, and an operator should look at the reason.</param>
/// <param name="JourneysLive">How many journeys take entries.</param>
/// <param name="Unreadable">Published journeys this version of the software cannot read.</param>
/// <param name="Reason">Why it is degraded; null: it is not.</param>
public sealed record HealthView(string Status, int JourneysLive, IReadOnlyList<string> Unreadable, string? Reason = null);
