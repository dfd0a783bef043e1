using Campaigns.Decisions.Engine;
using Campaigns.Model.Customers;

namespace Campaigns.Decisions.Tests.Engine;

public sealed class WaitForTests
{
    private const string Steps = """
        [ { "id": "pre", "wait": "P1D" },
          { "id": "w", "waitFor": { "events": [ { "on": "app.opened", "then": [ { "id": "o", "publish": { "type": "opened" } } ] },
                                                { "on": "claim.opened", "then": [ { "id": "c", "publish": { "type": "claimed" } } ] } ],
                                    "timeout": "P2D", "onTimeout": [ { "id": "t", "publish": { "type": "silence" } } ] SINCE } },
          { "id": "z", "end": "done" } ]
        """;

    private static EnrollmentDriver Start(string since = "") =>
        new EnrollmentDriver(Steps.Replace("SINCE", since, StringComparison.Ordinal), "2026-05-01 12:00").Start();

    [Theory]
    [InlineData("app.opened", "opened")]
    [InlineData("claim.opened", "claimed")]
    public void EventDuringTheWait_EndsItAtOnce_ByItsOwnThen(string type, string does)
    {
        var who = Start().RunTo("2026-05-03 08:00").Receive(type);

        Assert.Equal([$"2026-05-03 08:00 publish {does}", "2026-05-03 08:00 end done"], who.Log);
        Assert.Equal(type, who.State.ResultOf(new("w"))!.Event);
        Assert.Equal(type, who.State.ResultOf(new("w"))!.Data!.Text("type"));
    }

    [Fact]
    public void NoEvent_TimesOut()
    {
        var who = Start().RunTo("2026-05-09 00:00");

        Assert.Equal(["2026-05-04 12:00 publish silence", "2026-05-04 12:00 end done"], who.Log);
        Assert.Null(who.State.ResultOf(new("w"))!.Event);
    }

    [Fact]
    public void EventBeforeTheWaitBegan_Counts() =>
        Assert.Equal("2026-05-02 12:00 publish opened",
            Start().RunTo("2026-05-02 08:00").Receive("app.opened").RunTo("2026-05-09 00:00").Log[0]);

    [Fact]
    public void EventBeforeTheWaitBegan_DoesNotCountSinceNow() =>
        Assert.Equal("2026-05-04 12:00 publish silence",
            Start(""", "since": "now" """).RunTo("2026-05-02 08:00").Receive("app.opened").RunTo("2026-05-09 00:00").Log[0]);

    [Fact]
    public void OtherEvents_ChangeNothing()
    {
        var who = Start().RunTo("2026-05-03 08:00");
        var before = who.State;

        Assert.Equal(before, who.Receive("gift.claimed").State);
    }

    [Fact]
    public void TheSameEventOverAndOver_IsRememberedOnce()
    {
        var who = Start();
        for (var i = 0; i < 100; i++)
            who.Receive("app.opened");

        Assert.Single(who.State.Buffered);
    }

    [Theory]
    [InlineData("first", "second")]
    [InlineData("second", "first")]
    public void OneEventForThisWaitAndALaterOne_CountsForBoth_WhateverTheirOrder(string one, string other)
    {
        var who = new EnrollmentDriver("""
            [ { "id": "first", "waitFor": { "events": [ "app.opened" ], "timeout": "P2D" } },
              { "id": "pause", "wait": "P1D" },
              { "id": "second", "waitFor": { "events": [ "app.opened" ], "timeout": "P2D" } } ]
            """, "2026-05-01 12:00").Start();
        who.Handle(new Signal.EventReceived("app.opened", who.Now, AttributeBag.Empty, [(new(one), 0), (new(other), 0)], null));

        Assert.Equal("2026-05-02 12:00 end completed", who.RunTo("2026-05-09 00:00").Log.Single());
    }

    [Fact]
    public void WithoutTimeout_OnlyAnEventEndsIt()
    {
        var who = new EnrollmentDriver("""[ { "id": "w", "waitFor": { "events": [ "app.opened" ] } } ]""", "2026-05-01 12:00").Start();

        Assert.Null(who.WakesAt);
        Assert.Null(who.RunTo("2036-05-01 12:00").Wake().Outcome);
        Assert.Equal("completed", who.Receive("app.opened").Outcome);
    }
}
