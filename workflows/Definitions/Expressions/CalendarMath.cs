using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// Reckons with dates and instants: days, weeks, months and years by the calendar of the customer's zone, hours and shorter units exactly.
/// A text is the date it says; what is no date counts as missing.
/// </summary>
public static class CalendarMath
{
    private const int LongestDays = 3_700_000;
    private const int HoursPerDay = 24;
    private static readonly LocalDate FirstDate = new(1, 1, 1);
    private static readonly LocalDate LastDate = new(9999, 12, 31);

    /// <summary>Whole units from one to the other, negative when it is earlier; null when either is missing.</summary>
    /// <param name="from">A date or instant.</param>
    /// <param name="to">A date or instant.</param>
    /// <param name="unit"><c>minute</c>, <c>hour</c>, <c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</param>
    /// <param name="zone">The customer's zone.</param>
    /// <exception cref="ArgumentException">The unit is unknown.</exception>
    public static int? Between(object? from, object? to, string unit, DateTimeZone zone)
    {
        var of = UnitOf(unit);
        if (LocalOf(from, zone) is not { } a || LocalOf(to, zone) is not { } b)
            return null;
        return of switch
        {
            Unit.Day => Period.DaysBetween(a.Date, b.Date),
            Unit.Week => Period.DaysBetween(a.Date, b.Date) / 7,
            Unit.Month => WholeMonths(a, b),
            Unit.Year => WholeMonths(a, b) / 12,
            _ => (int)double.Clamp(Elapsed(from, to, zone) / (of == Unit.Hour ? Duration.FromHours(1) : Duration.FromMinutes(1)),
                int.MinValue, int.MaxValue),
        };
    }

    /// <summary>
    /// A date or instant moved by units; null when it is missing. A date moved by days or longer units is a date. Beyond the calendar it
    /// stays at its end.
    /// </summary>
    /// <param name="date">A date or instant.</param>
    /// <param name="amount">How many units; may be negative.</param>
    /// <param name="unit"><c>minute</c>, <c>hour</c>, <c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</param>
    /// <param name="zone">The customer's zone.</param>
    /// <exception cref="ArgumentException">The unit is unknown.</exception>
    public static object? Plus(object? date, int amount, string unit, DateTimeZone zone)
    {
        var (of, read) = (UnitOf(unit), AttributeDates.Read(date, zone));
        if (read is null)
            return null;
        if (of is Unit.Hour or Unit.Minute)
        {
            // More than the calendar has is its end.
            var hours = Math.Clamp(amount, -LongestDays * HoursPerDay, LongestDays * HoursPerDay);
            return Plus(read, of == Unit.Hour ? Duration.FromHours(hours) : Duration.FromMinutes(amount), zone);
        }

        var period = of switch
        {
            Unit.Day => Period.FromDays(amount),
            Unit.Week => Period.FromWeeks(amount),
            Unit.Month => Period.FromMonths(amount),
            _ => Period.FromYears(amount),
        };
        var local = LocalOf(read, zone)!.Value;
        var day = Moved(local.Date, period, amount > 0);
        // An instant that is not moved needs no local time, which might name another one on the day the clocks go back.
        return read is LocalDate ? day : amount == 0 ? read : zone.At(zone.InstantOf(day + local.TimeOfDay));
    }

    /// <summary>A date or instant moved by an exact duration; null when it is missing.</summary>
    /// <param name="date">A date or instant.</param>
    /// <param name="duration">How long.</param>
    /// <param name="zone">The customer's zone.</param>
    public static object? Plus(object? date, Duration duration, DateTimeZone zone)
    {
        if (AttributeDates.ToInstant(date, zone) is not { } instant)
            return null;
        var span = Duration.Max(Duration.FromDays(-LongestDays), Duration.Min(Duration.FromDays(LongestDays), duration));
        var from = instant.Saturated();
        return zone.At(span > Duration.Zero
            ? from > Instant.MaxValue - span ? Instant.MaxValue : from + span
            : from < Instant.MinValue - span ? Instant.MinValue : from + span);
    }

    private static LocalDate Moved(LocalDate date, Period period, bool forward)
    {
        try
        {
            var moved = date + period;
            return LocalDate.Max(FirstDate, moved);
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            return forward ? LastDate : FirstDate;
        }
    }

    private static Duration Elapsed(object? from, object? to, DateTimeZone zone) =>
        AttributeDates.ToInstant(to, zone)!.Value - AttributeDates.ToInstant(from, zone)!.Value;

    private static LocalDateTime? LocalOf(object? value, DateTimeZone zone) => AttributeDates.Read(value, zone) switch
    {
        LocalDate date => date.AtMidnight(),
        ZonedDateTime time => time.LocalDateTime,
        _ => null,
    };

    private static int WholeMonths(LocalDateTime a, LocalDateTime b)
    {
        if (b < a)
            return -WholeMonths(b, a);
        var months = ((b.Year - a.Year) * 12) + b.Month - a.Month;
        return a.PlusMonths(months) > b ? months - 1 : months;
    }

    private static Unit UnitOf(string unit) => unit switch
    {
        "minute" or "minutes" => Unit.Minute,
        "hour" or "hours" => Unit.Hour,
        "day" or "days" => Unit.Day,
        "week" or "weeks" => Unit.Week,
        "month" or "months" => Unit.Month,
        "year" or "years" => Unit.Year,
        _ => throw new ArgumentException($"unknown unit '{unit}': expected minute, hour, day, week, month or year"),
    };

    private enum Unit
    {
        Minute,
        Hour,
        Day,
        Week,
        Month,
        Year,
    }
}
