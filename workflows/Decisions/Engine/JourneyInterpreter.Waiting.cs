using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <content>Waits, and the signals that end them.</content>
internal sealed partial class JourneyInterpreter
{
    private void Wake(Signal.Woken woken)
    {
        // What was heard while it was held did not end the wait then, so it does now.
        if (_state.Phase == StepPhase.Waiting && Position.Step is WaitForStep held && BufferedFor(held) is { } buffered)
        {
            Resolve(held, buffered.Pattern, buffered.Type, buffered.At, buffered.Data);
            return;
        }

        if (LateEvents.HeardMeanwhile(definition.Map, _state) is var (late, heard))
        {
            OvertakeMessages(late, woken.Unsent);
            Resolve(late, heard.Pattern, heard.Type, heard.At, heard.Data);
            return;
        }

        if (_state.Until is not { } until || until > _now)
            return;
        var step = Position.Step;
        switch (_state.Phase, step)
        {
            case (StepPhase.Deferred, SendStep): Enter(step); break;
            case (StepPhase.Deciding, _): Enter(step); break; // moved to a version that asks something else
            case (StepPhase.Scheduled, SendStep { When: { } condition }): _question = new Effect.Decide([condition]); break;
            case (StepPhase.Scheduled, SendStep send): Dispatch(send); break;
            case (StepPhase.AwaitingReport, SendStep send): CloseUnreported(send); break;
            case (StepPhase.Waiting, WaitForStep wait): TimeOut(wait); break;
            case (StepPhase.Waiting, CountdownStep countdown): Reevaluate(countdown); break;
            case (StepPhase.Waiting, WaitUntilStep { IfPast: IfPast.Skip }) when woken.AfterPause
                && until < _now:
                Leave(step, skip: 1); break;
            case (StepPhase.Waiting, _): Leave(step); break;
            default: break;
        }
    }

    /// <summary>It stands on another version now: what it planned is planned anew, and what is due there is done.</summary>
    private void Land(Signal.Migrated migrated)
    {
        if (_state.At is null)
            return;
        if (_state.Phase == StepPhase.Waiting && Position.Step is WaitStep or WaitUntilStep && !IsInCountdown(Position.Step))
        {
            var ahead = _state.Until > _now && CertainSendAfter(Position.Step) is { } send && !IsJoined(send)
                && !JourneyEngine.IsSent(_state.ResultOf(send.Id)) ? [new PlannedStep(send, _state.Until.Value)] : ImmutableArray<PlannedStep>.Empty;
            _effects.Add(new Effect.Plan(ahead));
        }

        Wake(new Signal.Woken { Unsent = migrated.Unsent });
    }

    private void Refresh()
    {
        if (_state.Phase == StepPhase.Waiting && Position.Step is CountdownStep countdown)
            Reevaluate(countdown);
    }

    /// <summary>
    /// Asks for the date again. A milestone whose time ran out while it was waited for, however late the timer, is still due.
    /// </summary>
    private void Reevaluate(CountdownStep countdown)
    {
        var ranOut = _state.Until <= _now ? _state.Until : null;
        Enter(countdown);
        _state = _state with { Until = ranOut };
    }

    private void HandleEvent(Signal.EventReceived happened)
    {
        if (happened.Exit is { } outcome)
        {
            Finish(outcome, byExit: true);
            return;
        }

        if (_state.At is null)
            return;
        // Remembered first: one event may end this wait and count for others that are still to come.
        int? awaited = null;
        (WaitForStep Wait, int Pattern)? late = null;
        foreach (var (id, pattern) in happened.Matches)
        {
            var wait = (WaitForStep)definition.Map.Find(id)!.Step;
            if (_state.Phase == StepPhase.Waiting && id == _state.At)
                awaited ??= pattern;
            else if (_state.ResultOf(id) is null)
                _state = _state.WithBuffered(new(id, pattern, happened.Type, happened.At, happened.Data));
            else if (LateEvents.IsHeard(definition.Map, _state, wait, happened.Unsent)
                && (late is not { } other || LateEvents.IsInside(definition.Map, id, other.Wait)))
                late = (wait, pattern); // of several waits within one another the inner one
            if (_state.ResultOf(id) is { Event: null })
                OvertakeMessages(wait, happened.Unsent);
        }

        if (awaited is { } first)
            Resolve((WaitForStep)Position.Step, first, happened.Type, happened.At, happened.Data);
        else if (late is var (overdue, which))
            Resolve(overdue, which, happened.Type, happened.At, happened.Data);
        else if (_state.Phase == StepPhase.AwaitingReport && happened.Message is { } message && message == _state.Contact?.Message)
            HandleReport(happened.Type);
    }

    private void BeginWaitFor(WaitForStep wait)
    {
        if (wait.SinceNow)
            ClearBuffered(wait);
        if (BufferedFor(wait) is { } earlier)
            Resolve(wait, earlier.Pattern, earlier.Type, earlier.At, earlier.Data);
        else if (wait.Timeout is { } timeout)
            WaitUntil(LocalClock.Plus(now, timeout));
        else
            WaitUntil(null);
    }

    private void Resolve(WaitForStep wait, int pattern, string type, Instant at, AttributeBag data)
    {
        ClearBuffered(wait);
        _state = _state.WithResult(new(wait.Id, at) { Event = type, Data = data });
        EnterBlock(wait.Events[pattern].Then, after: wait);
    }

    /// <summary>Withdraws the messages of a wait's <c>onTimeout</c> that have not been handed over: what they say is not so any more.</summary>
    private void OvertakeMessages(WaitForStep wait, ImmutableArray<StepId> unsent)
    {
        foreach (var send in LateEvents.SendsOf(wait.OnTimeout))
        {
            if (send.Id == _state.At && LateEvents.IsUnsent(_state, send, unsent))
                Close(send, "refused", ContactReason.NoLongerSo);
            else if (!unsent.Contains(send.Id))
                continue;
            _effects.Add(new Effect.Withdraw(send, ContactReason.NoLongerSo));
        }
    }

    private void TimeOut(WaitForStep wait)
    {
        ClearBuffered(wait);
        _state = _state.WithResult(new(wait.Id, _now));
        EnterBlock(wait.OnTimeout, after: wait);
    }

    private BufferedEvent? BufferedFor(WaitForStep wait) => _state.Buffered.FirstOrDefault(buffered => buffered.Wait == wait.Id);

    private void ClearBuffered(WaitForStep wait) =>
        _state = _state with { Buffered = _state.Buffered.RemoveAll(buffered => buffered.Wait == wait.Id) };

    private void BeginWaitUntil(WaitUntilStep wait, object? date)
    {
        var until = LocalClock.Resolve(date, wait, now.Zone);
        if (until > _now)
            WaitAndPlan(wait, until.Value);
        else
            Leave(wait, skip: until is null || (until < _now && wait.IfPast == IfPast.Skip) ? 1 : 0);
    }

    /// <summary>
    /// Waits for the first milestone still ahead. Milestones that are past, because the entry or the step before came late, are
    /// passed over, and of several that ran out during one wait only the last is taken: a countdown never speaks in a
    /// burst. After the last one it lasts to the end of the date itself, so that an exit on the last day is still heard.
    /// Without a date it ends at once.
    /// </summary>
    private void BeginCountdown(CountdownStep countdown, object? value)
    {
        if (AttributeDates.ToDate(value, now.Zone) is not { } date)
        {
            _effects.Add(new Effect.Plan([]));
            LeaveCountdown(countdown);
            return;
        }

        var end = LocalClock.EndOf(date, now.Zone);
        var dueSince = end > _now ? _state.Until ?? _now : _now;
        var ahead = ImmutableArray.CreateBuilder<PlannedStep>();
        int? due = null;
        Instant? next = null;
        for (var i = _state.Milestone; i < countdown.Milestones.Length; i++)
        {
            var at = LocalClock.At(date.Saturated() - countdown.Milestones[i].Before, countdown.At, now.Zone);
            if (at < dueSince)
                continue;
            if (at <= _now)
                due = i;
            else
                next ??= at;
            if (at >= _now && FirstSend(countdown.Milestones[i].Steps) is { } send && !IsJoined(send))
                ahead.Add(new(send, at));
        }

        _effects.Add(new Effect.Plan(ahead.DrainToImmutable()));
        if (due is { } milestone)
            EnterMilestone(countdown, milestone);
        else if (next is not null)
            WaitUntil(next);
        else if (end > _now)
            WaitUntil(end);
        else
            LeaveCountdown(countdown);
    }

    private void EnterMilestone(CountdownStep countdown, int milestone)
    {
        // The block's own place says which milestone it is; a countdown within it begins with its own first.
        _state = _state with { Milestone = 0 };
        if (countdown.Milestones[milestone].Steps.IsEmpty)
            EnterMilestoneAfter(countdown, milestone);
        else
            EnterBlock(countdown.Milestones[milestone].Steps, after: null);
    }

    private void EnterMilestoneAfter(CountdownStep countdown, int milestone)
    {
        _state = _state with { Milestone = milestone + 1 };
        Enter(countdown);
    }

    private void LeaveCountdown(CountdownStep countdown)
    {
        _state = _state with { Milestone = 0 };
        Leave(countdown);
    }
}
