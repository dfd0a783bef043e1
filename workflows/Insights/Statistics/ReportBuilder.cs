using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>Adds cells up to a report.</summary>
internal static class ReportBuilder
{
    // The reasons of settled.
    private const string WasSent = "sent";
    private const string NotSent = "not-sent";

    public static JourneyReport Build(JourneyId journey, LocalDate from, LocalDate to, StatisticsCounts counts)
    {
        var holdout = new HoldoutReport(
            Sum(counts, TimelineEventKind.Entered, holdout: true).Count,
            Sum(counts, TimelineEventKind.Converted, holdout: true).Count, Sum(counts, TimelineEventKind.Converted, holdout: true).Value);
        var entered = Sum(counts, TimelineEventKind.Entered, holdout: false).Count;
        var converted = Sum(counts, TimelineEventKind.Converted, holdout: false);
        var uncredited = Sum(counts, StatisticsKey.Uncredited, holdout: false);
        return new JourneyReport(journey, from, to)
        {
            Entered = entered,
            Contacted = counts.Where(cell => cell.Key.Kind is TimelineEventKind.Sent or TimelineEventKind.Unknown)
            .Sum(cell => cell.Value.First) - Settled(counts, NotSent).First,
            Sent = Messages(counts, TimelineEventKind.Sent) + Settled(counts, WasSent).Count,
            // Settled in a later period than it became unknown in, a message would be less than none.
            Unknown = Math.Max(0, Messages(counts, TimelineEventKind.Unknown) - Messages(counts, TimelineEventKind.Settled)),
            Failed = Messages(counts, TimelineEventKind.Failed),
            Delivered = Messages(counts, TimelineEventKind.Delivered),
            Opened = Messages(counts, TimelineEventKind.Opened),
            Clicked = Messages(counts, TimelineEventKind.Clicked),
            Refused = ByReason(counts, TimelineEventKind.Refused),
            Deferred = ByReason(counts, TimelineEventKind.Deferred),
            Outcomes = ByReason(counts, TimelineEventKind.Ended, TimelineEventKind.Exited),
            Converted = converted.Count,
            ConvertedValue = converted.Value,
            Credited = converted.Count - uncredited.Count,
            CreditedValue = converted.Value - uncredited.Value,
            Holdout = holdout,
            Uplift = Uplift.Of(converted.Count, entered, holdout.Converted, holdout.Entered),
            Steps =
                [.. counts.Where(cell => cell.Key.Step.Length > 0).GroupBy(cell => cell.Key.Step)
                    .OrderBy(step => step.Key, StringComparer.Ordinal).Select(Step)],
        };
    }

    private static StepReport Step(IGrouping<string, KeyValuePair<StatisticsKey, StatisticsNumbers>> step)
    {
        long Count(string kind) => step.Where(cell => cell.Key.Kind == kind).Sum(cell => cell.Value.Count);
        return new StepReport(
            step.Key, Count(TimelineEventKind.Reserved), Count(TimelineEventKind.Deferred), Count(TimelineEventKind.Refused),
            Count(TimelineEventKind.Sent), Count(TimelineEventKind.Failed),
            Count(TimelineEventKind.Delivered), Count(TimelineEventKind.Opened), Count(TimelineEventKind.Clicked),
            new SortedDictionary<string, long>(
                step.Where(cell => cell.Key.Kind == TimelineEventKind.Sent).GroupBy(cell => cell.Key.Channel)
                .ToDictionary(c => c.Key, c => c.Sum(cell => cell.Value.Count)),
                StringComparer.Ordinal));
    }

    private static StatisticsNumbers Sum(StatisticsCounts counts, string kind, bool holdout) =>
        counts.Where(cell => cell.Key.Kind == kind && cell.Key.Holdout == holdout)
        .Aggregate(default(StatisticsNumbers), (sum, cell) => sum + cell.Value);

    private static StatisticsNumbers Settled(StatisticsCounts counts, string reason) => counts
        .Where(cell => cell.Key.Kind == TimelineEventKind.Settled && cell.Key.Reason == reason && cell.Key.Channel != Channel.Agent.Name)
        .Aggregate(default(StatisticsNumbers), (sum, cell) => sum + cell.Value);

    // A task for an agent goes through a channel too, but is no message to the customer.
    private static long Messages(StatisticsCounts counts, string kind) =>
        counts.Where(cell => cell.Key.Kind == kind && cell.Key.Channel != Channel.Agent.Name).Sum(cell => cell.Value.Count);

    private static SortedDictionary<string, long> ByReason(StatisticsCounts counts, params string[] kinds) => new(
        counts.Where(cell => kinds.Contains(cell.Key.Kind)).GroupBy(cell => cell.Key.Reason)
        .ToDictionary(r => r.Key, r => r.Sum(cell => cell.Value.Count)),
        StringComparer.Ordinal);
}
