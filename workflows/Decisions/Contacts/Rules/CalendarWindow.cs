using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>A calendar unit in a zone.</summary>
/// <param name="Unit">Day, week or month.</param>
/// <param name="WeekStart">The first day of a week.</param>
/// <param name="Zone">Whose midnight counts.</param>
internal sealed record CalendarWindow(CalendarUnit Unit, IsoDayOfWeek WeekStart, DateTimeZone Zone)
{
    /// <summary>The unit that contains an instant, half-open.</summary>
    public (Instant Start, Instant End) Containing(Instant at)
    {
        var day = at.InZone(Zone).Date;
        var (first, next) = Unit switch
        {
            CalendarUnit.Day => (day, day.PlusDays(1)),
            CalendarUnit.Month => (new LocalDate(day.Year, day.Month, 1), new LocalDate(day.Year, day.Month, 1).PlusMonths(1)),
            _ => Week(day),
        };
        return (Zone.StartOf(first), Zone.StartOf(next));
    }

    private (LocalDate First, LocalDate Next) Week(LocalDate day)
    {
        var first = day.DayOfWeek == WeekStart ? day : day.Previous(WeekStart);
        return (first, first.PlusWeeks(1));
    }
}
