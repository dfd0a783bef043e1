using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Statistics;

/// <summary>What timeline events are counted by, within a journey, a day and a version.</summary>
/// <param name="Kind">The timeline event's kind.</param>
/// <param name="Step">The step; empty for none.</param>
/// <param name="Channel">The channel; empty for none.</param>
/// <param name="Reason">The reason code or outcome; empty for none.</param>
/// <param name="Holdout">Whether the enrollment is in the holdout group, where the timeline event tells.</param>
public readonly record struct StatisticsKey(string Kind, string Step, string Channel, string Reason, bool Holdout)
{
    /// <summary>The key of a timeline event.</summary>
    internal static StatisticsKey Of(TimelineEvent timelineEvent) => new(
        timelineEvent.Kind, timelineEvent.Step?.Value ?? "", timelineEvent.Channel?.Name ?? "", ReasonOf(timelineEvent),
        timelineEvent.Detail?["holdout"] is true);

    /// <summary>The kind under which conversions are counted once more that another journey is credited with.</summary>
    internal const string Uncredited = "uncredited";

    /// <summary>Whether another journey is credited with this conversion.</summary>
    internal static bool IsUncredited(TimelineEvent timelineEvent) =>
        timelineEvent.Kind == TimelineEventKind.Converted && timelineEvent.Detail?["credited"] is false;

    private const int MaxReasonLength = 160; // characters: a code, and an id of 64 characters

    /// <summary>The code: words, which older versions kept as reasons, would make as many cells as there are texts.</summary>
    private static string ReasonOf(TimelineEvent timelineEvent) => timelineEvent.Kind switch
    {
        TimelineEventKind.Warning => "", // what an odd record made an expression say
        _ when string.IsNullOrEmpty(timelineEvent.Reason) => "",
        TimelineEventKind.Failed or TimelineEventKind.Unknown => DeliveryReason.Classify(timelineEvent.Reason).Code,
        _ => timelineEvent.Reason.Length <= MaxReasonLength ? timelineEvent.Reason : DeliveryReason.Other,
    };
}

/// <summary>The numbers of a key.</summary>
/// <param name="Count">How many timeline events.</param>
/// <param name="First">Of these, how many were the first message of their enrollment.</param>
/// <param name="Value">The sum of their values.</param>
public readonly record struct StatisticsNumbers(long Count, long First, decimal Value)
{
    /// <summary>The numbers of one timeline event.</summary>
    internal static StatisticsNumbers Of(TimelineEvent timelineEvent) =>
        new(1, timelineEvent.Detail?["first"] is true ? 1 : 0, timelineEvent.Detail?["value"] as decimal? ?? 0);

    /// <summary>The sum.</summary>
    public static StatisticsNumbers operator +(StatisticsNumbers a, StatisticsNumbers b) =>
        new(a.Count + b.Count, a.First + b.First, a.Value + b.Value);
}
