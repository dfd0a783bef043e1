using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <content>Waits, and the signals that end them.</content>
internal sealed partial class Walk
{
    private void Wake(Signal.Woken woken)
    {
        // What was heard while it was held did not end the wait then, so it does now.
        if (_state.Phase == StepPhase.Waiting && Place.Step is WaitForStep held && HeardOf(held) is { } heard)
        {
            Resolve(held, heard.Pattern, heard.Type, heard.At, heard.Data);
            return;
        }

        if (_state.Until is not { } until || until > _now)
            return;
        var step = Place.Step;
        switch (_state.Phase, step)
        {
            case (StepPhase.Deferred, SendStep): Enter(step); break;
            case (StepPhase.Scheduled, SendStep send): Dispatch(send); break;
            case (StepPhase.AwaitingReport, SendStep send): CloseUnreported(send); break;
            case (StepPhase.Waiting, WaitForStep wait): TimeOut(wait); break;
            case (StepPhase.Waiting, CountdownStep countdown): AskAgain(countdown); break;
            case (StepPhase.Waiting, WaitUntilStep { IfPast: IfPast.Skip }) when woken.AfterPause && until < _now: Leave(step, skip: 1); break;
            case (StepPhase.Waiting, _): Leave(step); break;
            default: break;
        }
    }

    private void Refresh()
    {
        if (_state.Phase == StepPhase.Waiting && Place.Step is CountdownStep countdown)
            AskAgain(countdown);
    }

    /// <summary>Asks for the date again. A rung whose time ran out while it was waited for, however late the alarm, is still due.</summary>
    private void AskAgain(CountdownStep countdown)
    {
        var ranOut = _state.Until <= _now ? _state.Until : null;
        Enter(countdown);
        _state = _state with { Until = ranOut };
    }

    private void Hear(Signal.Happened happened)
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
        foreach (var (wait, pattern) in happened.Matches)
        {
            if (_state.Phase == StepPhase.Waiting && wait == _state.At)
                awaited ??= pattern;
            else
                _state = _state.WithHeard(new(wait, pattern, happened.Type, happened.At, happened.Data));
        }

        if (awaited is { } first)
            Resolve((WaitForStep)Place.Step, first, happened.Type, happened.At, happened.Data);
        else if (_state.Phase == StepPhase.AwaitingReport && happened.Message is { } message && message == _state.Contact?.Message)
            TakeReport(happened.Type);
    }

    private void BeginWaitFor(WaitForStep wait)
    {
        if (wait.SinceNow)
            Forget(wait);
        if (HeardOf(wait) is { } earlier)
            Resolve(wait, earlier.Pattern, earlier.Type, earlier.At, earlier.Data);
        else if (wait.Timeout is { } timeout)
            WaitUntil(LocalClock.Plus(now, timeout));
        else
            WaitUntil(null);
    }

    private void Resolve(WaitForStep wait, int pattern, string type, Instant at, AttributeBag data)
    {
        Forget(wait);
        _state = _state.WithAnswer(new(wait.Id, at) { Event = type, Data = data });
        EnterBlock(wait.Events[pattern].Then, after: wait);
    }

    private void TimeOut(WaitForStep wait)
    {
        Forget(wait);
        _state = _state.WithAnswer(new(wait.Id, _now));
        EnterBlock(wait.OnTimeout, after: wait);
    }

    private HeardEvent? HeardOf(WaitForStep wait) => _state.Heard.FirstOrDefault(heard => heard.Wait == wait.Id);

    private void Forget(WaitForStep wait) =>
        _state = _state with { Heard = _state.Heard.RemoveAll(heard => heard.Wait == wait.Id) };

    private void BeginWaitUntil(WaitUntilStep wait, object? date)
    {
        var until = LocalClock.Resolve(date, wait, now.Zone);
        if (until > _now)
            WaitKnowing(wait, until.Value);
        else
            Leave(wait, skip: until is null || (until < _now && wait.IfPast == IfPast.Skip) ? 1 : 0);
    }

    /// <summary>
    /// Waits for the first rung still ahead. Rungs that are past, because the entry or the step before came late, are
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
        for (var i = _state.Rung; i < countdown.Rungs.Length; i++)
        {
            var at = LocalClock.At(date - countdown.Rungs[i].Before, countdown.At, now.Zone);
            if (at < dueSince)
                continue;
            if (at <= _now)
                due = i;
            else
                next ??= at;
            if (at >= _now && FirstSend(countdown.Rungs[i].Steps) is { } send)
                ahead.Add(new(send, at));
        }

        _effects.Add(new Effect.Plan(ahead.DrainToImmutable()));
        if (due is { } rung)
            EnterRung(countdown, rung);
        else if (next is not null)
            WaitUntil(next);
        else if (end > _now)
            WaitUntil(end);
        else
            LeaveCountdown(countdown);
    }

    private void EnterRung(CountdownStep countdown, int rung)
    {
        // The block's own place says which rung it is; a countdown within it begins with its own first.
        _state = _state with { Rung = 0 };
        if (countdown.Rungs[rung].Steps.IsEmpty)
            EnterRungAfter(countdown, rung);
        else
            EnterBlock(countdown.Rungs[rung].Steps, after: null);
    }

    private void EnterRungAfter(CountdownStep countdown, int rung)
    {
        _state = _state with { Rung = rung + 1 };
        Enter(countdown);
    }

    private void LeaveCountdown(CountdownStep countdown)
    {
        _state = _state with { Rung = 0 };
        Leave(countdown);
    }
}
