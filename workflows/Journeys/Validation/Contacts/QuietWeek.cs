using Campaigns.Workflows.Contacts;
using NodaTime;

namespace Campaigns.Workflows.Journeys.Validation.Contacts;

/// <summary>The quiet minutes of a week on one channel, Monday first; clock changes are left out of account.</summary>
internal sealed class QuietWeek
{
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;
    private readonly bool[] _quiet = new bool[Week];

    public QuietWeek(ContactPolicy policy, Channel channel)
    {
        foreach (var rule in policy.QuietHours.Where(q => q.Channels.IsEmpty || q.Channels.Contains(channel)))
        {
            for (var day = 0; day < 7; day++)
            {
                if (rule.Weekdays.IsEmpty || rule.Weekdays.Contains((IsoDayOfWeek)(day + 1)))
                    Mark((day * Day) + Minute(rule.From), Length(rule));
            }
        }
    }

    /// <summary>The longest time without a pause in it.</summary>
    public Duration Longest => Duration.FromMinutes(Enumerable.Range(0, Week).Max(From));

    /// <summary>How long it stays quiet from a time of day on the quietest terms: the shortest over all weekdays; zero when some day is not quiet then.</summary>
    public Duration ShortestFrom(LocalTime time) => Duration.FromMinutes(Enumerable.Range(0, 7).Min(day => From((day * Day) + Minute(time))));

    private static int Minute(LocalTime time) => (time.Hour * 60) + time.Minute;

    private static int Length(QuietHours rule)
    {
        var length = Minute(rule.To) - Minute(rule.From);
        return length > 0 ? length : length + Day;
    }

    private void Mark(int from, int length)
    {
        for (var minute = from; minute < from + length; minute++)
            _quiet[minute % Week] = true;
    }

    private int From(int start)
    {
        var length = 0;
        while (length < Week && _quiet[(start + length) % Week])
            length++;
        return length;
    }
}
