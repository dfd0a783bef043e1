using Campaigns.Api.Http;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Extensions;

namespace Campaigns.Api.Journeys;

/// <summary><c>GET /api/journeys/{id}/stats</c>.</summary>
public static class StatisticsReads
{
    private const int DefaultDays = 30;
    private const int MaxDays = 1100;

    /// <summary>
    /// What came of a journey on the days <c>?from=</c> to <c>?to=</c> in UTC, both included; by default the last thirty.
    /// </summary>
    public static async Task<Results<JsonHttpResult<JourneyReport>, Problem>> GetAsync(
        string id, HttpRequest request, CampaignLibrary library, JourneyStatistics statistics, TimeProvider time, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var today = time.GetUtcNow().ToInstant().InUtc().Date;
        if (Query.Date(request, "to", today, out var to) is { } badTo)
            return badTo;
        if (Query.Date(request, "from", to.PlusDays(1 - DefaultDays), out var from) is { } badFrom)
            return badFrom;
        if (from > to || Period.DaysBetween(from, to) > MaxDays)
            return RouteIds.Bad("from", "bad-query", $"\"from\" must not be after \"to\", nor more than {MaxDays} days before it.");
        if (!library.Snapshot.Heads.ContainsKey(id))
            return Problem.NotFound("unknown-journey", "There is no journey with this id.");
        await statistics.FlushAsync(cancel); // what this process has counted is in the answer
        return TypedResults.Json(await statistics.ReadAsync(new JourneyId(id), from, to, cancel), ApiJson.Options);
    }
}
