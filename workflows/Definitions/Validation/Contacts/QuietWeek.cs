using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Validation.Contacts;

/// <summary>The quiet minutes of a week on one channel, Monday first; clock changes are left out of account.</summary>
internal sealed class QuietWeek
{
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;
    private readonly int[] _restFrom; // by minute: how long it stays quiet

    public QuietWeek(ContactPolicy policy, Channel channel)
    {
        var quiet = new bool[Week];
        foreach (var rule in policy.QuietHours.Where(q => q.Channels.IsEmpty || q.Channels.Contains(channel)))
        {
            for (var day = 0; day < 7; day++)
            {
                if (rule.Weekdays.IsEmpty || rule.Weekdays.Contains((IsoDayOfWeek)(day + 1)))
                    Mark(quiet, (day * Day) + Minute(rule.From), Length(rule));
            }
        }

        _restFrom = RestFrom(quiet);
    }

    /// <summary>The longest time without a pause in it.</summary>
    public Duration Longest => Duration.FromMinutes(_restFrom.Max());

    /// <summary>
    /// How long it stays quiet from a time of day on the quietest terms: the shortest over all weekdays; zero when some day is not quiet
    /// then.
    /// </summary>
    public Duration ShortestFrom(LocalTime time) =>
        Duration.FromMinutes(Enumerable.Range(0, 7).Min(day => _restFrom[(day * Day) + Minute(time)]));

    private static int Minute(LocalTime time) => (time.Hour * 60) + time.Minute;

    private static int Length(QuietHours rule)
    {
        var length = Minute(rule.To) - Minute(rule.From);
        return length > 0 ? length : length + Day;
    }

    private static void Mark(bool[] quiet, int from, int length)
    {
        for (var minute = from; minute < from + length; minute++)
            quiet[minute % Week] = true;
    }

    /// <summary>Backwards over two weeks, so that a quiet time across Sunday night is seen whole.</summary>
    private static int[] RestFrom(bool[] quiet)
    {
        var rest = new int[Week];
        for (var (minute, length) = ((2 * Week) - 1, 0); minute >= 0; minute--)
        {
            length = quiet[minute % Week] ? Math.Min(length + 1, Week) : 0;
            rest[minute % Week] = length;
        }

        return rest;
    }
}
