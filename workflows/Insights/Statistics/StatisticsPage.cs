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

    public string Key => KeyOf(Version);

    /// <summary>Whether a row, of common numbers or of a tally, is about a version.</summary>
    public static bool IsOf(string key, int version) => key.Split('@', 2)[0] == KeyOf(version);

    /// <summary>The key of what a tally has counted for a page, beside the page's common numbers.</summary>
    public static string KeyOf(string key, string tally) => $"{key}@{tally}";

    public string Address => $"{Partition}/{Key}";

    /// <summary>The partition and the key of an address.</summary>
    public static (string Partition, string Key) Split(string address) =>
        address.LastIndexOf('/') is > 0 and var at ? (address[..at], address[(at + 1)..])
        : throw new InvalidDataException($"'{address}' is not the address of a page of statistics");

    /// <summary>Counts timeline events page by page.</summary>
    public static void Count(Dictionary<StatisticsPage, StatisticsCounts> pages, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var timelineEvent in timelineEvents)
        {
            if (Of(timelineEvent) is not { } page)
                continue;
            if (!pages.TryGetValue(page, out var counts))
                pages[page] = counts = new();
            counts.Count(StatisticsKey.Of(timelineEvent), StatisticsNumbers.Of(timelineEvent));
            if (StatisticsKey.IsUncredited(timelineEvent))
                counts.Count(StatisticsKey.Of(timelineEvent) with { Kind = StatisticsKey.Uncredited }, StatisticsNumbers.Of(timelineEvent));
        }
    }

    private static string KeyOf(int version) => string.Create(CultureInfo.InvariantCulture, $"v{version:D5}");

    public static string PartitionOf(JourneyId journey, LocalDate day) => $"{journey}|{LocalDatePattern.Iso.Format(day)}";
}
