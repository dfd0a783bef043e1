using Campaigns.Api.Http;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace Campaigns.Api;

/// <summary><c>GET /api/health</c>: whether the store answers and which journeys are live. Needs no key and tells no secret.</summary>
public static class Health
{
    /// <summary>200 when events can be taken, also when something else is broken; 503 when not.</summary>
    public static async Task<Results<JsonHttpResult<HealthView>, Problem>> GetAsync(
        CampaignLibrary library, [FromServices] IStoreHealth? store, CancellationToken cancel, [FromServices] IncidentLog? incidents = null)
    {
        var condition = store?.Check() ?? default;
        if (condition.Problem is { } problem)
            return Problem.StoreUnavailable with { Detail = $"The store is unavailable: {problem}." };
        await library.RefreshAsync(cancel); // a read of the store; what it throws is answered with 503
        var snapshot = library.Snapshot;
        var live = snapshot.Journeys.Count(journey => journey.Status == JourneyStatus.Published);
        var open = incidents?.Open is { Count: > 0 } some
            ? some.Select(incident => new IncidentView(incident.Part, incident.Since, incident.Last, incident.Count)).ToList()
            : null;
        var status = open is null && condition.Warning is null ? "ok" : "degraded";
        return TypedResults.Json(
            new HealthView(status, live, [.. snapshot.Unreadable.Keys], condition.Warning) { Incidents = open }, ApiJson.Options);
    }
}

/// <summary>How the system is.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c>: events are taken, and an operator should look at the reason or the
/// incidents.</param>
/// <param name="JourneysLive">How many journeys take entries.</param>
/// <param name="Unreadable">Published journeys this version of the software cannot read.</param>
/// <param name="Reason">Why the store is a matter of concern; null: it is not.</param>
public sealed record HealthView(string Status, int JourneysLive, IReadOnlyList<string> Unreadable, string? Reason = null)
{
    /// <summary>What is broken now; null: nothing.</summary>
    public IReadOnlyList<IncidentView>? Incidents { get; init; }
}

/// <summary>Something that is broken while the rest goes on.</summary>
/// <param name="Part">What, such as <c>schedule renewal/…</c>.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Last">When it failed last.</param>
/// <param name="Count">How often.</param>
public sealed record IncidentView(string Part, Instant Since, Instant Last, long Count);
