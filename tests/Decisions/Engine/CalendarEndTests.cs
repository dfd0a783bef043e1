using System.Globalization;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using CsCheck;
using NodaTime;

namespace Campaigns.Decisions.Tests.Engine;

/// <summary>Dates at the ends of the calendar, which people write for "never": whatever is added to them, nothing fails.</summary>
public sealed class CalendarEndTests
{
    private static readonly LocalDate FirstDay = new(-9998, 1, 1);
    private static readonly LocalDate LastDay = new(9999, 12, 31);

    private static readonly string[] Dates =
    [
        "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "9999-01-01", "9901-01-01", "-9998-01-01", "0000-01-01",
        "0001-01-01", "0001-01-01T00:00:00+14:00", "0099-12-31",
    ];

    private static readonly string[] Zones = ["Asia/Taipei", "Pacific/Apia", "America/Los_Angeles", "UTC+14", "UTC-12"];

    private static readonly Gen<(string Date, string Zone)> Cases = Gen.Select(
        Gen.OneOf(
            Gen.Int[0, Dates.Length - 1].Select(i => Dates[i]),
            Gen.Int[0, Period.DaysBetween(FirstDay, LastDay)].Select(days => FirstDay.PlusDays(days)
                .ToString("uuuu-MM-dd", CultureInfo.InvariantCulture))),
        Gen.Int[0, Zones.Length - 1].Select(i => Zones[i]));

    [Fact]
    public void EveryDateInEveryZone_CanBeReckonedWith() => Cases.Sample(item =>
    {
        var zone = DateTimeZoneProviders.Tzdb[item.Zone];
        var ten = Period.FromDays(3660);
        var date = AttributeDates.ToDate(item.Date, zone)!.Value;
        var instant = AttributeDates.ToInstant(item.Date, zone)!.Value;

        var results = new[]
        {
            LocalClock.EndOf(date, zone), LocalClock.At(date - ten, LocalTime.Midnight, zone),
                LocalClock.At(date + ten, LocalTime.MaxValue, zone),
            LocalClock.Plus(zone.At(instant), ten), LocalClock.Plus(zone.At(instant), Period.FromHours(87_840)),
            zone.StartOf(date - ten),
            LocalClock.Resolve(item.Date, new WaitUntilStep(new("w"), Expression.Parse("null")) { Offset = ten, At = LocalTime.MaxValue },
                zone)!.Value,
        };

        Assert.All(results, result => result.ToDateTimeUtc());
        _ = AttributeDates.ToLocal(item.Date, zone);
    });

    [Fact]
    public void OrdinaryDates_StayAsTheyAre() => Gen.Int[0, 300_000].Sample(days =>
    {
        var date = new LocalDate(1900, 1, 1).PlusDays(days);
        Assert.Equal(date, AttributeDates.ToDate(date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), DateTimeZone.Utc));
        Assert.Equal(date.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(), DateTimeZone.Utc.StartOf(date));
    });

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("-9998-01-01")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Countdown_ToAnEndOfTheCalendar_DoesNotFail(string date)
    {
        var who = new EnrollmentDriver("""
            [ { "id": "count", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
                { "before": "P30D", "steps": [ { "id": "d30", "publish": { "type": "d30" } } ] } ] } } ]
            """, "2026-06-01 12:00") { Values = { ["policy.expires_on"] = date } };

        who.Start().RunTo("2030-01-01 00:00");

        Assert.DoesNotContain(who.Log, line => line.EndsWith("d30", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("9999-12-31", int.MaxValue)]
    [InlineData("0001-01-01", int.MinValue)]
    public void DateAdd_BeyondTheCalendar_StaysAtItsEnd(string date, int amount) => Assert.All(
        (string[])["minute", "hour", "day", "week", "month", "year"],
        unit => Assert.NotNull(ExpressionFunctions.DateAdd(date, amount, unit)));
}
