using Campaigns.Insights.Enrollments;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Releases;

/// <summary>Counts who is inside the journeys that a release changes.</summary>
public static class InsideCount
{
    /// <summary>A plan with the counts.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The store; every customer is read once, so it takes as long as there are customers.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ReleasePlanView> AddAsync(ReleasePlanView plan, IRowStore rows, CancellationToken cancel)
    {
        var journeys = plan.Documents.Where(document => document.Kind == "journey" && document.LiveVersion > 0)
            .Select(document => new JourneyId(document.Id)).ToHashSet();
        if (journeys.Count == 0)
            return plan with { Inside = [] };
        var counts = new SortedDictionary<(string, int, string), long>();
        await foreach (var (_, enrollment) in JourneyEnrollments.ReadAsync(rows, journeys, cancel))
        {
            var at = (enrollment.Journey.Value, enrollment.Version, enrollment.State.At?.Value ?? "");
            counts[at] = counts.GetValueOrDefault(at) + 1;
        }

        return plan with
        {
            Inside = [.. counts.Select(count =>
                new InsideView(count.Key.Item1, count.Key.Item2, count.Key.Item3 is { Length: > 0 } step ? step : null, count.Value))],
        };
    }
}
