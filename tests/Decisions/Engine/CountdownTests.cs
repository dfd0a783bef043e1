namespace Campaigns.Decisions.Tests.Engine;

public sealed class CountdownTests
{
    private const string Steps = """
        [ { "id": "count", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
            { "before": "P30D", "steps": [ { "id": "d30", "publish": { "type": "d30" } } ] },
            { "before": "P10D", "steps": [ { "id": "d10", "publish": { "type": "d10" } } ] },
            { "before": "P2D", "steps": [ { "id": "d2", "publish": { "type": "d2" } } ] } ] } },
          { "id": "over", "end": "lapsed" } ]
        """;

    private static EnrollmentDriver From(string now, string? date = "2026-07-31") =>
        new(Steps, now) { Values = { ["policy.expires_on"] = date } };

    [Fact]
    public void EnteredEarly_RunsEveryMilestoneOnItsDay_AndEndsWithTheDay()
    {
        var who = From("2026-06-01 12:00").Start().RunTo("2026-09-01 00:00");

        Assert.Equal(
            ["2026-07-01 10:00 publish d30", "2026-07-21 10:00 publish d10", "2026-07-29 10:00 publish d2", "2026-08-01 00:00 end lapsed"],
            who.Log);
    }

    [Theory]
    [InlineData("2026-07-01 10:01", "2026-07-21 10:00")] // a minute late: the next one
    [InlineData("2026-07-25 08:00", "2026-07-29 10:00")] // two have passed: no burst
    [InlineData("2026-07-31 23:59", "2026-08-01 00:00")] // all have passed: to the end of the day
    public void EnteredLate_WaitsForTheNextMilestoneOnly(string entry, string wakes)
    {
        var who = From(entry).Start();

        Assert.Empty(who.Log);
        Assert.Equal(wakes, who.WakesAt);
    }

    [Fact]
    public void EnteredAtTheVeryMoment_RunsTheMilestone() =>
        Assert.Equal(["2026-07-21 10:00 publish d10"], From("2026-07-21 10:00").Start().Log);

    [Fact]
    public void WokenLate_StillRunsTheMilestoneItWaitedFor()
    {
        var who = From("2026-06-01 12:00").Start().MoveTo("2026-07-01 10:07").Wake();

        Assert.Equal(["2026-07-01 10:07 publish d30"], who.Log);
        Assert.Equal("2026-07-21 10:00", who.WakesAt);
    }

    [Fact]
    public void AttributesChangeBeforeALateTimer_StillRunsTheMilestone() =>
        Assert.Equal(["2026-07-01 10:07 publish d30"], From("2026-06-01 12:00").Start().MoveTo("2026-07-01 10:07").Refresh().Log);

    [Fact]
    public void SeveralMilestonesPassedMeanwhile_OnlyTheLastRuns()
    {
        var who = From("2026-06-01 12:00").Start().MoveTo("2026-07-25 12:00").Wake();

        Assert.Equal(["2026-07-25 12:00 publish d10"], who.Log);
        Assert.Equal("2026-07-29 10:00", who.WakesAt);
    }

    [Fact]
    public void WokenAfterTheDate_RunsNoMilestone() =>
        Assert.Equal(["2026-08-05 12:00 end lapsed"], From("2026-06-01 12:00").Start().MoveTo("2026-08-05 12:00").Wake().Log);

    [Fact]
    public void DateMovesLater_MilestonesAheadMoveWithIt_AndDoneOnesAreNotRepeated()
    {
        var who = From("2026-06-01 12:00").Start().RunTo("2026-07-02 00:00");
        who.Values["policy.expires_on"] = "2026-10-31";
        who.Refresh();

        Assert.Equal("2026-10-21 10:00", who.WakesAt);
        Assert.Equal(["2026-07-01 10:00 publish d30"], who.Log);
    }

    [Fact]
    public void DateMovesEarlier_PassedMilestonesAreSkipped()
    {
        var who = From("2026-06-01 12:00").Start();
        who.Values["policy.expires_on"] = "2026-06-08";
        who.Refresh();

        Assert.Empty(who.Log);
        Assert.Equal("2026-06-06 10:00", who.WakesAt);
    }

    [Fact]
    public void DateMovesLaterAfterTheLastMilestone_MilestonesNotRunAreAheadAgain()
    {
        var who = From("2026-07-31 12:00").Start();
        who.Values["policy.expires_on"] = "2026-08-31";
        who.Refresh();

        Assert.Equal("2026-08-01 10:00", who.WakesAt);
    }

    [Fact]
    public void DateVanishes_TheCountdownEnds()
    {
        var who = From("2026-06-01 12:00").Start();
        who.Values["policy.expires_on"] = null;

        Assert.Equal(["2026-06-01 12:00 end lapsed"], who.Refresh().Log);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    public void NoDate_TheCountdownEndsAtOnce(string? date) =>
        Assert.Equal(["2026-06-01 12:00 end lapsed"], From("2026-06-01 12:00", date).Start().Log);

    [Fact]
    public void StepLastsPastTheNextMilestone_ThatMilestoneIsSkipped()
    {
        const string slow = """
            [ { "id": "count", "countdown": { "to": "date", "at": "10:00", "rungs": [
                { "before": "P30D", "steps": [ { "id": "long", "wait": "P21D" }, { "id": "d30", "publish": { "type": "late" } } ] },
                { "before": "P10D", "steps": [ { "id": "d10", "publish": { "type": "d10" } } ] },
                { "before": "P2D", "steps": [ { "id": "d2", "publish": { "type": "d2" } } ] } ] } } ]
            """;
        var who = new EnrollmentDriver(slow, "2026-06-01 12:00") { Values = { ["date"] = "2026-07-31" } }.Start().RunTo("2026-09-01 00:00");

        Assert.Equal(["2026-07-22 10:00 publish late", "2026-07-29 10:00 publish d2", "2026-08-01 00:00 end completed"], who.Log);
    }

    [Fact]
    public void CountdownWithinAMilestone_BeginsWithItsOwnFirstMilestone()
    {
        const string nested = """
            [ { "id": "outer", "countdown": { "to": "date", "at": "10:00", "rungs": [
                { "before": "P30D", "steps": [ { "id": "o30", "publish": { "type": "o30" } } ] },
                { "before": "P20D", "steps": [ { "id": "inner", "countdown": { "to": "other", "at": "11:00", "rungs": [
                    { "before": "P5D", "steps": [ { "id": "i5", "publish": { "type": "i5" } } ] },
                    { "before": "P1D", "steps": [ { "id": "i1", "publish": { "type": "i1" } } ] } ] } } ] },
                { "before": "P2D", "steps": [ { "id": "o2", "publish": { "type": "o2" } } ] } ] } } ]
            """;
        var who = new EnrollmentDriver(nested, "2026-06-01 12:00") { Values = { ["date"] = "2026-07-31", ["other"] = "2026-07-20" } };

        who.Start().RunTo("2026-09-01 00:00");

        Assert.Equal(["o30", "i5", "i1", "o2"],
            who.Log.Where(line => line.Contains("publish", StringComparison.Ordinal)).Select(line => line[^3..].Trim()));
    }

    [Fact]
    public void Waiting_PlansTheFirstSendOfEachMilestoneAhead()
    {
        const string sends = """
            [ { "id": "count", "countdown": { "to": "date", "at": "10:00", "rungs": [
                { "before": "P30D", "steps": [ { "id": "a", "send": { "channels": ["sms"], "template": "x" } } ] },
                { "before": "P2D", "steps": [ { "id": "which", "branch": [ { "when": "true", "then": [ { "id": "b", "send": { "channels": ["sms"], "template": "x" } } ] } ] } ] } ] } } ]
            """;

        Assert.Equal(["a 2026-07-01 10:00", "b 2026-07-29 10:00"],
            new EnrollmentDriver(sends, "2026-06-01 12:00") { Values = { ["date"] = "2026-07-31" } }.Start().Planned);
    }
}
