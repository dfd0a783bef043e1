using NodaTime;

namespace Campaigns.Model;

/// <summary>Dates that come round every year.</summary>
public static class Anniversary
{
    private const int MonthOfLeapDay = 2;
    private const int LeapDay = 29;

    /// <summary>The first return of a date on or after a day; the date itself is not before its own year.</summary>
    /// <param name="date">The date, such as a birthday.</param>
    /// <param name="day">The day.</param>
    /// <param name="leapDayIsMarch">Whether 29 February is 1 March in years without one; otherwise 28 February.</param>
    public static LocalDate OnOrAfter(LocalDate date, LocalDate day, bool leapDayIsMarch)
    {
        var year = Math.Max(date.Year, day.Year);
        var next = InYear(date, year, leapDayIsMarch);
        return next >= day ? next : InYear(date, year + 1, leapDayIsMarch);
    }

    private static LocalDate InYear(LocalDate date, int year, bool leapDayIsMarch) =>
        date is { Month: MonthOfLeapDay, Day: LeapDay } && !CalendarSystem.Iso.IsLeapYear(year)
            ? leapDayIsMarch ? new LocalDate(year, MonthOfLeapDay + 1, 1) : new LocalDate(year, MonthOfLeapDay, LeapDay - 1)
            : new LocalDate(year, date.Month, date.Day);
}
