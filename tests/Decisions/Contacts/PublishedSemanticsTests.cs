using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>
/// What the field's products publish about their windows, a table each: rolling windows end to the second, calendar
/// windows are the customer's own days, weeks and months, whatever their length. One contact was sent; a second asks.
/// </summary>
public sealed class PublishedSemanticsTests
{
    [Theory]
    [InlineData("PT1H", "2026-06-01 10:00", "2026-06-01 10:59:59", "defer 2026-06-01 11:00 cap:cap")]
    [InlineData("PT1H", "2026-06-01 10:00", "2026-06-01 11:00", "granted")]
    [InlineData("P1D", "2026-06-01 10:00:01", "2026-06-02 10:00", "defer 2026-06-02 10:00:01 cap:cap")]
    [InlineData("P7D", "2026-06-01 23:59:59", "2026-06-08 23:59:58", "defer 2026-06-08 23:59:59 cap:cap")]
    [InlineData("P7D", "2026-06-01 23:59:59", "2026-06-08 23:59:59", "granted")]
    [InlineData("P30D", "2026-01-31 10:00", "2026-03-02 09:59:59", "defer 2026-03-02 10:00 cap:cap")] // thirty days after 31 January
    public void Rolling_EndsToTheSecond(string length, string sent, string asked, string answer) =>
        Assert.Equal(answer, Asked(ContactPolicyProbe.Rolling(1, Length(length)), "Asia/Taipei", sent, asked));

    [Theory]
    // 24 hours over the night of 23
    [InlineData("Europe/Madrid", "2026-03-28 12:00", "2026-03-29 12:59:59", "defer 2026-03-29 13:00 cap:cap")]
    [InlineData("Europe/Madrid", "2026-10-24 12:00", "2026-10-25 10:59:59", "defer 2026-10-25 11:00 cap:cap")] // and over that of 25
    // the clocks go by half an hour
    [InlineData("Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-04 12:29:59", "defer 2026-10-04 12:30 cap:cap")]
    [InlineData("Asia/Kolkata", "2026-06-01 12:00", "2026-06-02 11:59:59", "defer 2026-06-02 12:00 cap:cap")]
    public void RollingDay_Is24Hours_WhateverTheClocksDo(string zone, string sent, string asked, string answer) =>
        Assert.Equal(answer, Asked(ContactPolicyProbe.Rolling(1, Duration.FromDays(1)), zone, sent, asked));

    [Theory]
    [InlineData("Asia/Taipei", "2026-06-01 23:59:59", "2026-06-02 00:00", "granted")]
    [InlineData("Asia/Taipei", "2026-06-01 00:00", "2026-06-01 23:59:59", "defer 2026-06-02 00:00 cap:cap")]
    [InlineData("Europe/Madrid", "2026-03-29 00:00", "2026-03-29 23:59:59", "defer 2026-03-30 00:00 cap:cap")] // 23 hours
    [InlineData("Europe/Madrid", "2026-10-25 00:00", "2026-10-25 23:59:59", "defer 2026-10-26 00:00 cap:cap")] // 25 hours
    [InlineData("Asia/Kathmandu", "2026-06-01 23:59:59", "2026-06-02 00:00", "granted")] // 45 minutes off the hour
    [InlineData("Australia/Adelaide", "2026-10-04 00:00", "2026-10-04 23:59:59", "defer 2026-10-05 00:00 cap:cap")]
    [InlineData("America/Asuncion", "2023-10-01 01:00", "2023-10-01 23:59:59", "defer 2023-10-02 00:00 cap:cap")] // the day began at one
    // its midnight comes twice: the first
    [InlineData("America/Havana", "2025-11-01 10:00", "2025-11-01 23:59:59", "defer 2025-11-02 00:00 cap:cap")]
    [InlineData("Pacific/Apia", "2011-12-29 10:00", "2011-12-29 23:59:59", "defer 2011-12-31 00:00 cap:cap")] // the 30th was left out
    public void CalendarDay_IsTheCustomersOwn(string zone, string sent, string asked, string answer) =>
        Assert.Equal(answer, Asked(ContactPolicyProbe.Calendar(1, CalendarUnit.Day), zone, sent, asked));

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2026-06-07 23:59:59", "2026-06-08 00:00", "granted")] // Sunday, then Monday
    [InlineData(IsoDayOfWeek.Monday, "2026-06-06 12:00", "2026-06-07 12:00", "defer 2026-06-08 00:00 cap:cap")]
    [InlineData(IsoDayOfWeek.Sunday, "2026-06-06 23:59:59", "2026-06-07 00:00", "granted")] // Saturday, then Sunday
    [InlineData(IsoDayOfWeek.Sunday, "2026-06-07 12:00", "2026-06-13 12:00", "defer 2026-06-14 00:00 cap:cap")]
    [InlineData(IsoDayOfWeek.Saturday, "2026-06-05 12:00", "2026-06-06 00:00", "granted")]
    // over the turn of the year
    [InlineData(IsoDayOfWeek.Monday, "2025-12-29 00:00", "2026-01-04 23:59:59", "defer 2026-01-05 00:00 cap:cap")]
    public void CalendarWeek_BeginsAsThePolicySays(IsoDayOfWeek first, string sent, string asked, string answer) =>
        Assert.Equal(answer,
            new ContactPolicyProbe(
                ContactPolicyProbe.Policy(ContactPolicyProbe.Calendar(1, CalendarUnit.Week)) with { WeekStart = first }).Sent(sent)
                .Request(asked));

    [Theory]
    [InlineData("2026-02-01 00:00", "2026-02-28 23:59:59", "defer 2026-03-01 00:00 cap:cap")] // 28 days
    [InlineData("2028-02-01 00:00", "2028-02-29 23:59:59", "defer 2028-03-01 00:00 cap:cap")] // 29
    [InlineData("2026-04-01 00:00", "2026-04-30 23:59:59", "defer 2026-05-01 00:00 cap:cap")] // 30
    [InlineData("2026-01-01 00:00", "2026-01-31 23:59:59", "defer 2026-02-01 00:00 cap:cap")] // 31
    [InlineData("2026-01-31 23:59:59", "2026-02-01 00:00", "granted")]
    [InlineData("2026-12-31 23:59:59", "2027-01-01 00:00", "granted")]
    public void CalendarMonth_IsAsLongAsItIs(string sent, string asked, string answer) =>
        Assert.Equal(answer, Asked(ContactPolicyProbe.Calendar(1, CalendarUnit.Month), "Asia/Taipei", sent, asked));

    private static string Asked(FrequencyCap cap, string zone, string sent, string asked) =>
        new ContactPolicyProbe(ContactPolicyProbe.Policy(cap), zone).Sent(sent).Request(asked);

    private static Duration Length(string period) => NodaTime.Text.PeriodPattern.Roundtrip.Parse(period).Value.ToDuration();
}
