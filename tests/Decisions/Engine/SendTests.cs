using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Model;

namespace Campaigns.Decisions.Tests.Engine;

public sealed class SendTests
{
    private static EnrollmentDriver Send(string more = "", string now = "2026-05-01 12:00") => new($$"""
        [ { "id": "s", "send": { "channels": ["push", "sms"], "template": "x"{{more}} } }, { "id": "z", "end": "done" } ]
        """, now);

    [Fact]
    public void Granted_IsDispatched_AndTheJourneyGoesOn() =>
        Assert.Equal(["2026-05-01 12:00 reserve s/1 push", "2026-05-01 12:00 send", "2026-05-01 12:00 end done"], Send().Start().Log);

    [Fact]
    public void ReservedForLater_IsDispatchedThen()
    {
        var who = Later(Send());

        Assert.Equal("2026-05-01 15:00", who.WakesAt);
        Assert.Equal(["2026-05-01 12:00 reserve s/1 push", "2026-05-01 15:00 send", "2026-05-01 15:00 end done"],
            who.RunTo("2026-05-02 00:00").Log);
    }

    [Fact]
    public void ReservedForLater_SlotMoves_IsDispatchedThen()
    {
        var who = Later(Send());

        who.Handle(new Signal.Displaced(who.Message, who.At("2026-05-02 16:00"), "outranked:other"));

        Assert.Equal("2026-05-02 16:00", who.WakesAt);
        Assert.Equal(["2026-05-01 12:00 reserve s/1 push", "2026-05-02 16:00 send", "2026-05-02 16:00 end done"],
            who.RunTo("2026-05-03 00:00").Log);
    }

    [Theory]
    [InlineData("skip", "2026-05-01 12:00 end done")]
    [InlineData("end", "2026-05-01 12:00 end blocked")]
    public void ReservedForLater_SlotLost_WhenBlockedDecides(string whenBlocked, string end)
    {
        var who = Later(Send($", \"whenBlocked\": \"{whenBlocked}\""));

        who.Handle(new Signal.Displaced(who.Message, Until: null, "outranked:other"));

        Assert.Equal(["2026-05-01 12:00 reserve s/1 push", end], who.Log);
        Assert.Equal(("refused", "outranked:other"), (who.State.ResultOf(new("s"))!.Status, who.State.ResultOf(new("s"))!.Detail));
    }

    [Fact]
    public void DispatchedAndAwaited_SlotLost_TheNextChannelIsTried()
    {
        var who = Send(", \"fallback\": true").Start();

        who.Handle(new Signal.Displaced(who.Message, Until: null, "gap"));

        Assert.Equal(
            ["2026-05-01 12:00 reserve s/1 push", "2026-05-01 12:00 send", "2026-05-01 12:00 reserve s/2 sms", "2026-05-01 12:00 send"],
            who.Log);
    }

    [Fact]
    public void AnotherMessageMoves_NothingHappens()
    {
        var who = Later(Send());

        who.Handle(new Signal.Displaced(new("another"), Until: null, "gap"));

        Assert.Equal("2026-05-01 15:00", who.WakesAt);
    }

    private static EnrollmentDriver Later(EnrollmentDriver who)
    {
        who.Policy = contact => ((ContactResult.Reserved)EnrollmentDriver.Grant(contact)) with { At = who.At("2026-05-01 15:00") };
        return who.Start();
    }

    [Fact]
    public void Deferred_AsksAgainThen_WithTheSameDeadlineAndAttempt()
    {
        var who = Send(", \"deadline\": \"P2D\"");
        var asked = new List<Effect.Contact>();
        who.Policy = contact =>
        {
            asked.Add(contact);
            return asked.Count == 1 ? who.Defer("2026-05-02 09:10") : EnrollmentDriver.Grant(contact);
        };

        Assert.Equal("2026-05-02 09:10", who.Start().WakesAt);
        who.RunTo("2026-05-03 00:00");
        Assert.Equal(["2026-05-02 09:10 reserve s/1 push", "2026-05-02 09:10 send", "2026-05-02 09:10 end done"], who.Log);
        Assert.Equal([who.At("2026-05-03 12:00"), who.At("2026-05-03 12:00")], asked.Select(contact => contact.Deadline));
    }

    [Theory]
    [InlineData("skip", true, "done")]
    [InlineData("end", true, "blocked")]
    [InlineData("end", false, "done")] // unreachable is no matter of timing
    [InlineData("defer", true, "done")]
    public void Refused_GoesOnOrEnds(string whenBlocked, bool blocked, string outcome)
    {
        var who = Send($", \"whenBlocked\": \"{whenBlocked}\"");
        who.Policy = _ => EnrollmentDriver.Refuse("gap", blocked);

        Assert.Equal(outcome, who.Start().Outcome);
        Assert.Equal(("refused", "gap"), (who.State.ResultOf(new("s"))!.Status, who.State.ResultOf(new("s"))!.Detail));
    }

    [Theory]
    [InlineData("message.delivered", "delivered")]
    [InlineData("message.clicked", "delivered")]
    [InlineData("message.bounced", "failed")]
    public void AwaitDelivered_GoesOnWithTheReport(string report, string status)
    {
        var who = Send(", \"await\": \"delivered\"").Start();

        Assert.Null(who.Receive("message.sent", who.Message).Outcome);
        Assert.Null(who.Receive("message.delivered", new("another")).Outcome);
        Assert.Equal("done", who.Receive(report, who.Message).Outcome);
        Assert.Equal(status, who.State.ResultOf(new("s"))!.Status);
    }

    [Fact]
    public void AwaitDelivered_NoReport_EndsWithTheDeadline() =>
        Assert.Equal("2026-05-03 12:00 end done",
            Send(", \"await\": \"delivered\", \"deadline\": \"P2D\"").Start().RunTo("2026-06-01 00:00").Log[^1]);

    [Fact]
    public void AwaitDelivered_GrantedAtTheDeadlineItself_DoesNotWaitForEver()
    {
        var who = Send(", \"await\": \"delivered\", \"deadline\": \"P2D\"");
        who.Policy = _ => who.Defer("2026-05-03 12:00");
        who.Start();
        who.Policy = EnrollmentDriver.Grant;

        Assert.Equal("done", who.RunTo("2026-05-03 12:00").Outcome);
    }

    [Fact]
    public void ClickedWhileTheReportIsAwaited_CountsForTheWaitThatFollows()
    {
        var who = new EnrollmentDriver("""
            [ { "id": "s", "send": { "channels": ["sms"], "template": "x", "await": "delivered" } },
              { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "s" } ], "timeout": "P5D" } } ]
            """, "2026-05-01 12:00").Start();

        Assert.Equal("completed", who.Receive("message.clicked", who.Message).Outcome);
        Assert.Equal("message.clicked", who.State.ResultOf(new("w"))!.Event);
    }

    [Fact]
    public void Fallback_TriesTheNextChannelAsAnotherMessage_UntilNoneIsLeft()
    {
        var who = Send(", \"fallback\": true").Start();
        var first = who.Message;
        who.Receive("message.failed", first);

        Assert.NotEqual(first, who.Message);
        Assert.Equal(["reserve s/1 push", "send", "reserve s/2 sms", "send"], who.Log.Select(line => line[17..]));
        Assert.Null(who.Receive("message.failed", first).Outcome); // told twice
        Assert.Equal("done", who.Receive("message.bounced", who.Message).Outcome);
        Assert.Equal("failed", who.State.ResultOf(new("s"))!.Status);
    }

    [Fact]
    public void Fallback_ALaterChannelWasTakenFirst_TheEarlierIsTriedNext()
    {
        var who = Send(", \"fallback\": true");
        var asked = new List<string>();
        who.Policy = contact =>
        {
            asked.Add($"{contact.Attempt} {string.Join(' ', contact.Channels)}");
            // the customer likes sms better
            return ((ContactResult.Reserved)EnrollmentDriver.Grant(contact)) with { Channel = contact.Channels[^1] };
        };
        who.Start();

        who.Receive("message.failed", who.Message);

        Assert.Equal(["1 push sms", "2 push"], asked);
    }

    [Fact]
    public void Fallback_FirstChannelUnreachable_StartsWithTheOneGranted_AndItsFailureIsTheOutcome()
    {
        var who = Send(", \"fallback\": true");
        who.Policy = contact => contact.Channels is [var only] && only == Channel.Push
            ? EnrollmentDriver.Refuse("unreachable:push", blocked: false)
            : ((ContactResult.Reserved)EnrollmentDriver.Grant(contact)) with { Channel = Channel.Sms };

        Assert.Equal("done", who.Start().Receive("message.failed", who.Message).Outcome);
        Assert.Equal(("failed", "sms"), (who.State.ResultOf(new("s"))!.Status, who.State.ResultOf(new("s"))!.Detail));
    }

    [Fact]
    public void Fallback_Sent_GoesOn() => Assert.Equal("done", Sent(Send(", \"fallback\": true").Start()).Outcome);

    private static EnrollmentDriver Sent(EnrollmentDriver who) => who.Receive("message.sent", who.Message);
}
