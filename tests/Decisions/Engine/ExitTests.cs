using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Tests.Support;
using NodaTime;

namespace Campaigns.Decisions.Tests.Engine;

public sealed class ExitTests
{
    private const string When = """ "exit": [ { "when": "gone", "outcome": "left" } ],""";

    [Theory]
    [InlineData("""{ "id": "w", "wait": "P365D" }""")]
    [InlineData("""{ "id": "w", "waitFor": { "events": [ "app.opened" ] } }""")]
    [InlineData("""{ "id": "w", "send": { "channels": ["sms"], "template": "x", "await": "delivered" } }""")]
    [InlineData("""{ "id": "w", "countdown": { "to": "date", "at": "10:00", "rungs": [ { "before": "P1D", "steps": [] } ] } }""")]
    public void ExitEvent_DuringAnyWait_Exits(string step)
    {
        var who = new EnrollmentDriver($"[ {step} ]", "2026-05-01 12:00") { Values = { ["date"] = "2027-05-01" } }.Start();

        Assert.Equal("2026-05-01 12:00 exit renewed", who.Exit("renewed").Log[^1]);
        Assert.Null(who.WakesAt);
        Assert.Null(who.Last.Question);
    }

    [Fact]
    public void ExitCondition_IsTestedBeforeEveryStep()
    {
        var who = new EnrollmentDriver(
            """[ { "id": "a", "publish": { "type": "a" } }, { "id": "w", "wait": "P1D" }, { "id": "b", "publish": { "type": "b" } } ]""",
            "2026-05-01 12:00", more: When).Start();
        who.Values["gone"] = true;

        Assert.Equal(["2026-05-01 12:00 publish a", "2026-05-02 12:00 exit left"], who.RunTo("2026-06-01 00:00").Log);
    }

    [Fact]
    public void ExitCondition_IsTestedAgainBeforeADeferredMessage()
    {
        var who = new EnrollmentDriver($"[ {JourneyTexts.Send} ]", "2026-05-01 12:00", more: When);
        who.Policy = _ => who.Defer("2026-05-02 09:00");
        who.Start();
        who.Values["gone"] = true;

        Assert.Equal(["2026-05-02 09:00 exit left"], who.RunTo("2026-06-01 00:00").Log);
    }

    [Fact]
    public void Stopped_EndsIt() =>
        Assert.Equal("retired",
            new EnrollmentDriver("""[ { "id": "w", "wait": "P1D" } ]""", "2026-05-01 12:00").Start().Handle(new Signal.Stopped("retired"))
            .Outcome);

    [Fact]
    public void Finished_IgnoresEverySignal()
    {
        var who = new EnrollmentDriver($$"""[ {{JourneyTexts.Send}}, { "id": "w", "waitFor": { "events": [ "app.opened" ] } } ]""",
            "2026-05-01 12:00").Start().Exit("left");
        var (state, log) = (who.State, who.Log.Count);
        Signal[] signals = [new Signal.Started(), new Signal.Woken(), new Signal.Refreshed(), new Signal.Stopped("again")];
        foreach (var signal in signals)
            who.Handle(signal);

        who.Receive("app.opened").Receive("message.failed", new("x")).Exit("again");

        Assert.Equal(state, who.State);
        Assert.Equal(log, who.Log.Count);
        Assert.Equal((Instant?)null, who.Last.WakeAt);
    }
}
