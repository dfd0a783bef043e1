using System.Globalization;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Insights.Statistics;

/// <summary>Where a page of numbers is kept: one row for each version of a journey and day.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Day">The day in UTC.</param>
/// <param name="Version">The version; 0 for timeline events that do not tell.</param>
internal readonly record struct StatisticsPage(JourneyId Journey, LocalDate Day, int Version)
{
    public static StatisticsPage? Of(TimelineEvent timelineEvent) =>
        timelineEvent.Journey is { } journey ? new(journey, timelineEvent.Time.InUtc().Date, timelineEvent.Version ?? 0) : null;

    public string Partition => PartitionOf(Journey, Day);

    public string Key => string.Create(CultureInfo.InvariantCulture, $"v{Version:D5}");

    public static string PartitionOf(JourneyId journey, LocalDate day) => $"{journey}|{LocalDatePattern.Iso.Format(day)}";
}
