using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Sweeps;
using Cronos;
using CsCheck;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Tests.Sweeps;

/// <summary>A schedule fires when the engine's own clock shows the time that its cron expression names.</summary>
public sealed class ScheduleTimesTests
{
    private static readonly string[] Crons =
        ["0 9 * * *", "30 2 * * *", "*/20 * * * *", "0 0 * * *", "15 1 13 * 5", "0 12 29 2 *", "59 23 31 12 *", "0,30 1-3 * * 0"];

    private static readonly string[] Zones =
    [
        "Asia/Taipei", "America/New_York", "America/Vancouver", "America/Edmonton", "Europe/Madrid", "Australia/Lord_Howe", "Pacific/Apia",
        "America/Havana", "Asia/Kathmandu", "UTC+08", "UTC",
    ];

    private static readonly Gen<(JourneySchedule Schedule, Instant At)> Cases =
        Gen.Select(Gen.OneOf(Crons), Gen.OneOf(Zones), Gen.Long[0, 20L * 366 * 24 * 60]).Select((cron, zone, minutes) =>
            (Of(cron, zone), Instant.FromUtc(2011, 1, 1, 0, 0) + Duration.FromMinutes(minutes)));

    public static TheoryData<string, string, string, string> Named => new()
    {
        // What was found to differ between the zone data of a machine and those of the engine.
        { "0 9 * * *", "America/Vancouver", "2026-12-01T00:00:00Z", "2026-12-01 09:00" },
        { "0 9 * * *", "America/Edmonton", "2026-12-01T00:00:00Z", "2026-12-01 09:00" },
        // Skipped: the end of the skip.
        { "30 2 * * *", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08 03:00" },
        { "30 2 * * *", "America/New_York", "2026-03-08T07:00:00Z", "2026-03-09 02:30" },
        { "0 9 * * *", "Pacific/Apia", "2011-12-30T00:00:00Z", "2011-12-31 00:00" },
        // Both: the day of the month and the weekday.
        { "0 9 13 * 5", "Asia/Taipei", "2026-01-01T00:00:00Z", "2026-02-13 09:00" },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public void NextAfter_NamedCase_IsTheTimeOnTheClock(string cron, string zone, string after, string expected)
    {
        var schedule = Of(cron, zone);

        var next = schedule.NextAfter(InstantPattern.ExtendedIso.Parse(after).Value)!.Value;

        Assert.Equal(expected, next.InZone(schedule.Entry.TimeZone).ToString("uuuu-MM-dd HH:mm", null));
    }

    [Fact]
    public void NextAfter_TimeThatComesTwice_FiresTheFirstTimeOnly()
    {
        var schedule = Of("30 1 * * *", "America/New_York");

        var first = schedule.NextAfter(Instant.FromUtc(2026, 11, 1, 4, 0))!.Value;

        Assert.Equal(Instant.FromUtc(2026, 11, 1, 5, 30), first);
        Assert.Equal(Instant.FromUtc(2026, 11, 2, 6, 30), schedule.NextAfter(first));
        Assert.Equal(Instant.FromUtc(2026, 11, 2, 6, 30), schedule.NextAfter(Instant.FromUtc(2026, 11, 1, 6, 15)));
    }

    [Fact]
    public void NextAfter_EveryZoneThatValidates_CanBeAsked()
    {
        foreach (var zone in DateTimeZoneProviders.Tzdb.Ids)
            Assert.NotNull(Of("0 9 * * *", zone).NextAfter(Instant.FromUtc(2026, 11, 29, 0, 0)));
    }

    [Fact]
    public void NextAfter_AnyCase_IsTheFirstInstantThatItsLocalTimesMean() => Cases.Sample(one =>
    {
        var (schedule, at) = one;
        var zone = schedule.Entry.TimeZone;

        var next = schedule.NextAfter(at);

        // The rule, applied to every local time of ten years at once.
        var local = DateTime.SpecifyKind(at.InZone(zone).LocalDateTime.PlusDays(-2).ToDateTimeUnspecified(), DateTimeKind.Utc);
        var expected = schedule.Entry.Cron.GetOccurrences(local, local.AddYears(13))
            .Select(time => zone.InstantOf(LocalDateTime.FromDateTime(time))).Where(time => time > at).Take(500).Min();
        Assert.Equal(expected, next);
    }, iter: 2_000);

    private static JourneySchedule Of(string cron, string zone) =>
        new(new("test"), "s", new Entry.OnSchedule(CronExpression.Parse(cron), DateTimeZoneProviders.Tzdb[zone],
            new Audience(SubjectKind.Customers, null)));
}
