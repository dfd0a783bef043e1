namespace Campaigns.Decisions.Tests.Engine;

public sealed class WaitTests
{
    [Theory]
    [InlineData("Europe/Madrid", "2026-03-28 10:00", "P1D", "2026-03-29 10:00")] // 23 hours
    [InlineData("Europe/Madrid", "2026-03-28 02:30", "P1D", "2026-03-29 03:00")] // skipped: the end of the skip
    [InlineData("Europe/Madrid", "2026-10-24 10:00", "P1D", "2026-10-25 10:00")] // 25 hours
    [InlineData("Europe/Madrid", "2026-10-24 10:00", "PT24H", "2026-10-25 09:00")] // hours are exact
    [InlineData("America/New_York", "2024-03-09 12:00", "P1W", "2024-03-16 12:00")]
    [InlineData("America/New_York", "2024-11-02 12:00", "P1DT1H", "2024-11-03 13:00")]
    [InlineData("Europe/Madrid", "2016-01-31 08:00", "P1M", "2016-02-29 08:00")]
    public void Wait_CountsCalendarDaysAndExactHours(string zone, string from, string wait, string wakes) =>
        Assert.Equal(wakes, new EnrollmentDriver($$"""[ { "id": "w", "wait": "{{wait}}" } ]""", from, zone).Start().WakesAt);

    [Fact]
    public void Wait_LastsAsLongAsSaid_ThenGoesOn()
    {
        var who = new EnrollmentDriver("""[ { "id": "w", "wait": "PT10M" }, { "id": "z", "end": "done" } ]""", "2026-05-01 12:00").Start();

        Assert.Equal("done", who.MoveTo("2026-05-01 12:09").Wake().RunTo("2026-05-01 12:10").Outcome);
        Assert.Equal(["2026-05-01 12:10 end done"], who.Log);
    }

    [Theory]
    [InlineData("""{ "until": "date" }""", "2026-06-10 00:00")]
    [InlineData("""{ "until": "date", "at": "09:30" }""", "2026-06-10 09:30")]
    [InlineData("""{ "until": "date", "offset": "-P3D", "at": "09:30" }""", "2026-06-07 09:30")]
    // the 7th is a Sunday
    [InlineData("""{ "until": "date", "offset": "-P3D", "at": "09:30", "weekdays": ["monday", "friday"] }""", "2026-06-08 09:30")]
    [InlineData("""{ "until": "date", "weekdays": ["wednesday"] }""", "2026-06-10 00:00")] // it is one
    public void WaitUntil_MovesByOffsetTimeAndWeekday(string wait, string wakes) =>
        Assert.Equal(wakes, Until(wait, "2026-06-01 12:00", "2026-06-10").Start().WakesAt);

    [Fact]
    public void WaitUntil_InstantInTheHourThatComesTwice_IsThatVeryInstant()
    {
        var who = Until("""{ "until": "date" }""", "2026-10-01 12:00", "2026-10-25T02:30:00+01:00").Start();

        Assert.Equal(NodaTime.Instant.FromUtc(2026, 10, 25, 1, 30), who.Last.WakeAt);
    }

    [Theory]
    [InlineData("go", "2026-06-10 00:01", "next")]
    [InlineData("skip", "2026-06-10 00:01", "after")]
    [InlineData("skip", "2026-06-10 00:00", "next")] // now is not past
    public void WaitUntil_Passed_GoesOnOrSkipsTheNextStep(string ifPast, string now, string does)
    {
        var who = Until($$"""{ "until": "date", "ifPast": "{{ifPast}}" }""", now, "2026-06-10").Start();

        Assert.EndsWith(does, who.Log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WaitUntil_RanOutDuringAPause_IsPastByThen()
    {
        var late = Until("""{ "until": "date", "ifPast": "skip" }""", "2026-06-01 00:00", "2026-06-10").Start().MoveTo("2026-06-10 00:05");

        Assert.EndsWith("next", late.Wake().Log[0], StringComparison.Ordinal);
        var held = Until("""{ "until": "date", "ifPast": "skip" }""", "2026-06-01 00:00", "2026-06-10").Start().MoveTo("2026-06-12 00:00");
        Assert.EndsWith("after", held.Wake(afterPause: true).Log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WaitUntil_WithoutADate_SkipsTheNextStep() =>
        Assert.EndsWith("after", Until("""{ "until": "date" }""", "2026-06-01 00:00", null).Start().Log[0], StringComparison.Ordinal);

    private static EnrollmentDriver Until(string wait, string now, string? date) => new($$"""
        [ { "id": "u", "wait": {{wait}} }, { "id": "n", "publish": { "type": "next" } }, { "id": "a", "publish": { "type": "after" } } ]
        """, now) { Values = { ["date"] = date } };
}
