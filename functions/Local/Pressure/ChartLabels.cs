using Campaigns.Insights.Pressure;
using Campaigns.Model;

namespace Campaigns.Local.Pressure;

/// <summary>A step's name beside its mark.</summary>
/// <param name="Entry">Whose name.</param>
/// <param name="Above">Above the lane for what was or will be said, below it for what was held back.</param>
/// <param name="Row">0 next to the lane, 1 one line further off.</param>
internal readonly record struct ChartLabel(CalendarEntry Entry, bool Above, int Row);

/// <summary>Finds places for the names in a customer's chart: no two over each other, none at all where there is no place.</summary>
internal static class ChartLabels
{
    private const int Rows = 2;
    private const double PerLetter = 8; // pixels of 14-point Arial, generously
    private const double Room = 1250; // pixels that all the time takes up, about

    public static IEnumerable<ChartLabel> Of(ContactCalendar calendar, Func<CalendarEntry, (JourneyId Journey, PolicyId? Policy)> lane)
    {
        if (calendar.Entries.IsEmpty)
            yield break;
        var start = calendar.Entries[0].At;
        var days = Math.Max(1, (calendar.Entries[^1].At - start).TotalDays);
        var ends = new Dictionary<((JourneyId Journey, PolicyId? Policy) Lane, bool Above, int Row), double>();
        var named = new HashSet<(MessageId Message, bool Above)>();
        foreach (var entry in calendar.Entries)
        {
            var above = !entry.Mark.IsHeldBack();
            if (!named.Add((entry.Message, above)))
                continue; // put off twice, named once
            var middle = (entry.At - start).TotalDays / days * Room;
            var half = entry.Step.Value.Length * PerLetter / 2;
            for (var row = 0; row < Rows; row++)
            {
                if (ends.GetValueOrDefault((lane(entry), above, row), double.MinValue) > middle - half)
                    continue;
                ends[(lane(entry), above, row)] = middle + half;
                yield return new(entry, above, row);
                break;
            }
        }
    }
}
