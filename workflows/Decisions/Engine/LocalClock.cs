using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>
/// Arithmetic on the customer's own clock: days are calendar days, hours are exact. A local time that is skipped moves
/// to the end of the skip, one that comes twice is its first occurrence. Sums that leave the calendar stay at its end.
/// </summary>
public static class LocalClock
{
    /// <summary>The instant a period after a local time, by the calendar of its zone.</summary>
    public static Instant Plus(ZonedDateTime from, Period period)
    {
        var days = new PeriodBuilder { Years = period.Years, Months = period.Months, Weeks = period.Weeks, Days = period.Days }.Build();
        var exact = new PeriodBuilder
        {
            Hours = period.Hours,
            Minutes = period.Minutes,
            Seconds = period.Seconds,
            Milliseconds = period.Milliseconds,
            Ticks = period.Ticks,
            Nanoseconds = period.Nanoseconds,
        }.Build().ToDuration();
        var start = days.Equals(Period.Zero) ? from.ToInstant() : from.Zone.InstantOf(from.LocalDateTime.Saturated() + days);
        return start.Saturated() + exact;
    }

    /// <summary>The instant of a local time on a day, with skipped and ambiguous times resolved as <see cref="ZoneClock"/> does.</summary>
    public static Instant At(LocalDate date, LocalTime time, DateTimeZone zone) => zone.InstantOf(date + time);

    /// <summary>The first moment of the day after.</summary>
    public static Instant EndOf(LocalDate date, DateTimeZone zone) => zone.StartOf(date.Saturated().PlusDays(1));

    /// <summary>The instant a <c>wait until</c> means, or null when its date is missing.</summary>
    public static Instant? Resolve(object? value, WaitUntilStep wait, DateTimeZone zone)
    {
        if (AttributeDates.ToInstant(value, zone) is not { } instant)
            return null;
        var moved = zone.At(Plus(zone.At(instant), wait.Offset));
        var date = moved.Date;
        while (!wait.Weekdays.IsEmpty && !wait.Weekdays.Contains(date.DayOfWeek))
            date = date.PlusDays(1);
        // Left where it is, an instant needs no local time, which might name another one on the day the clocks go back.
        return wait.At is null && date == moved.Date ? moved.ToInstant() : At(date, wait.At ?? moved.TimeOfDay, zone);
    }
}
