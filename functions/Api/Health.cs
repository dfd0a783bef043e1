using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api;

/// <summary><c>GET /api/health</c>: whether the store answers and which journeys are live. Needs no key and tells no secret.</summary>
public static class Health
{
    /// <summary>
    /// 200 when events can be taken, also when something else is broken; 503 when not. Either within two seconds, whatever hangs.
    /// </summary>
    public static async Task<Results<JsonHttpResult<HealthView>, Problem>> GetAsync(OperationsMonitor operations, CancellationToken cancel)
    {
        var report = await operations.HealthAsync(cancel);
        var sentences = report.Reasons.Concat(report.Status == OperationStatus.Failing ? [] : report.IncidentSentences).ToList();
        var reason = sentences.Count == 0 ? null : string.Join(" ", sentences);
        if (report.Status == OperationStatus.Failing)
        {
            return Problem.StoreUnavailable with
            {
                Detail = reason!,
                Errors = [.. report.Unanswered.Select(name => new ProblemError("", "no-answer", name))],
            };
        }

        return TypedResults.Json(new HealthView(report.Status, report.JourneysLive, report.Unreadable, reason)
        {
            Unanswered = report.Unanswered.Count == 0 ? null : report.Unanswered,
            Incidents = report.Incidents.Count == 0 ? null
                : [.. report.Incidents.Select(incident =>
                    new HealthIncident(incident.Part, incident.Since, incident.Last, incident.Count))],
        }, ApiJson.Options);
    }
}

/// <summary>How the system is.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c>: events are taken, and an operator should look at the reason.</param>
/// <param name="JourneysLive">How many journeys take entries.</param>
/// <param name="Unreadable">Published journeys this version of the software cannot read.</param>
/// <param name="Reason">What is a matter of concern; null: nothing is.</param>
public sealed record HealthView(OperationStatus Status, int JourneysLive, IReadOnlyList<string> Unreadable, string? Reason = null)
{
    /// <summary>The release of the IANA time zone database by which all local times are reckoned, such as <c>2026a</c>.</summary>
    public string TimeZones { get; init; } = ZoneData.Version;

    /// <summary>What did not answer in time; null: all did.</summary>
    public IReadOnlyList<string>? Unanswered { get; init; }

    /// <summary>What is broken now; null: nothing.</summary>
    public IReadOnlyList<HealthIncident>? Incidents { get; init; }
}

/// <summary>Something that is broken while the rest goes on.</summary>
/// <param name="Part">What, such as <c>schedule renewal/…</c>.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Last">When it failed last.</param>
/// <param name="Count">How often.</param>
public sealed record HealthIncident(string Part, Instant Since, Instant Last, long Count);
