using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>
/// Counts tallies again from the stamps on the timelines of all customers. Of each timeline only the end is read, back to the time at
/// which the first of the tallies was opened.
/// </summary>
internal sealed class TallyRecount(CustomerDirectory directory, CustomerStore customers)
{
    private const int PageSize = 500;
    private const int MaxConcurrency = 8;

    /// <summary>More than clocks of machines differ by, and than a unit of work goes on after its tally ended.</summary>
    private static readonly Duration Margin = Duration.FromHours(2);

    /// <summary>For rows without a stamp, of which only the times of their events are known.</summary>
    private static readonly Duration MarginWithoutStamp = Duration.FromDays(1);

    /// <summary>Counts.</summary>
    /// <param name="tallies">Which.</param>
    /// <param name="afterPage">Called after each page of customers.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyDictionary<string, Dictionary<StatisticsPage, StatisticsCounts>>> RunAsync(
        IReadOnlyCollection<string> tallies, Func<CancellationToken, ValueTask> afterPage, CancellationToken cancel)
    {
        var counted = tallies.ToDictionary(tally => tally, _ => new Dictionary<StatisticsPage, StatisticsCounts>());
        var since = tallies.Min(TallyId.OpenedAt);
        RowAddress? after = null;
        IReadOnlyList<(CustomerId Customer, RowAddress Place)> page;
        do
        {
            page = await directory.PageAsync(after, PageSize, cancel);
            await Parallel.ForEachAsync(page,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel }, async (item, token) =>
            {
                var found = new List<(string Tally, IReadOnlyList<TimelineEvent> TimelineEvents)>();
                try
                {
                    await foreach (var row in customers.ReadTimelineBackwardsAsync(item.Customer, token))
                    {
                        if (row.Stamp is { } stamp && counted.ContainsKey(TallyId.Of(stamp)))
                            found.Add((TallyId.Of(stamp), row.TimelineEvents));
                        else if (IsBefore(row, since))
                            break;
                    }
                }
                catch (Exception e) when (e is InvalidDataException or StoreFormatException)
                {
                    FaultMeter.Count("statistics", e); // what cannot be read cannot be counted, and must not keep the rest from it
                }

                lock (counted)
                {
                    foreach (var (tally, timelineEvents) in found)
                        StatisticsPage.Count(counted[tally], timelineEvents);
                }
            });
            after = page.Count > 0 ? page[^1].Place : after;
            await afterPage(cancel);
        }
        while (page.Count == PageSize);
        return counted;
    }

    private static bool IsBefore(StampedTimelineEvents row, Instant since) =>
        since > Instant.FromUnixTimeSeconds(0) + MarginWithoutStamp
        && (row.Stamp is { } stamp ? TallyId.OpenedAt(TallyId.Of(stamp)) < since - Margin
            : row.TimelineEvents.All(timelineEvent => timelineEvent.Time < since - MarginWithoutStamp));
}
