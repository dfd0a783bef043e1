using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;

namespace Campaigns.Decisions.Engine;

/// <content>The <c>send</c> step: ask, wait for the slot, hand over, wait for the report.</content>
internal sealed partial class JourneyInterpreter
{
    private void BeginSend(SendStep send)
    {
        var contact = _state.Contact ?? new PendingContact(0, LocalClock.Plus(now, send.Deadline), 1, null);
        _state = _state with { Phase = StepPhase.Contacting, Contact = contact, Until = null };
        _question = new Effect.Contact(send, contact.Untried(send.Channels), contact.Attempt, contact.Deadline);
    }

    private void HandleContactResult(ContactResult answer)
    {
        _question = null;
        var send = (SendStep)Position.Step;
        switch (answer)
        {
            case ContactResult.Reserved reserved:
                _state = _state with
                {
                    Contact = _state.Contact! with { Message = reserved.Message, Channel = send.Channels.IndexOf(reserved.Channel) }
                };
                if (reserved.At > _now)
                    _state = _state with { Phase = StepPhase.Scheduled, Until = reserved.At };
                else
                    Dispatch(send);
                break;
            case ContactResult.Deferred deferred:
                _state = _state with { Phase = StepPhase.Deferred, Until = deferred.Until };
                break;
            case ContactResult.Refused { Blocked: false } when _state.Contact!.Tried != 0:
                // The one that failed is what became of it; that no other reaches the customer changes nothing.
                Close(send, "failed", send.Channels[_state.Contact.Channel].Name);
                Leave(send);
                break;
            case ContactResult.Refused refused:
                Refuse(send, refused.Reason, refused.Blocked);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(answer), answer, "unknown answer");
        }
    }

    /// <summary>While its place is waited for, the wait moves with it; once it was handed over, only its loss is of interest.</summary>
    private void HandleDisplacement(Signal.Displaced moved)
    {
        if (_state.Contact?.Message != moved.Message || Position.Step is not SendStep send)
            return;
        switch (_state.Phase)
        {
            case StepPhase.Scheduled when moved.Until is { } until: _state = _state with { Until = until }; break;
            case StepPhase.Scheduled: Refuse(send, moved.Reason, blocked: true); break;
            case StepPhase.AwaitingReport when moved.Until is null: HandleReport(EventTypes.MessageFailed); break;
            default: break;
        }
    }

    private void Withdraw(MessageId message)
    {
        if (_state.Contact?.Message == message && _state.Phase is StepPhase.Scheduled or StepPhase.AwaitingReport)
            _state = _state with { Phase = StepPhase.Deferred, Until = _now, Contact = _state.Contact! with { Message = null } };
    }

    /// <summary>The slot has come: the message goes, if what it says is still so.</summary>
    private void DispatchIf(bool holds)
    {
        var send = (SendStep)Position.Step;
        if (holds)
            Dispatch(send);
        else
            Overtake(send);
    }

    private bool IsJoined(SendStep send) => _state.Joined.Any(joined => joined.Step == send.Id);

    /// <summary>Another enrollment's message says it too. One that has its own slot already keeps it.</summary>
    private void Join(Signal.Joined joined)
    {
        if (_state.ResultOf(joined.Step) is not null || definition.Map.Find(joined.Step)?.Step is not SendStep send || IsJoined(send))
            return;
        var isHere = _state.At == joined.Step;
        if (isHere && _state.Phase != StepPhase.Deferred)
            return;
        _state = _state with { Joined = _state.Joined.Add(new(joined.Step, joined.Message)) };
        if (isHere)
            SkipJoined(send);
    }

    /// <summary>The customer is told, if not by a message of this enrollment.</summary>
    private void SkipJoined(SendStep send)
    {
        _effects.Add(new Effect.Withdraw(send, ContactReason.Together));
        Close(send, "sent", ContactReason.Together);
        Leave(send);
    }

    /// <summary>What the message says is not so any more: its slot is given back, and the journey goes on without it.</summary>
    private void Overtake(SendStep send)
    {
        _effects.Add(new Effect.Withdraw(send, ContactReason.NoLongerSo));
        Refuse(send, ContactReason.NoLongerSo, blocked: false);
    }

    private void Refuse(SendStep send, string reason, bool blocked)
    {
        Close(send, "refused", reason);
        if (blocked && send.WhenBlocked == WhenBlocked.End)
            Finish("blocked", byExit: false);
        else
            Leave(send);
    }

    private void Dispatch(SendStep send)
    {
        _effects.Add(new Effect.Dispatch(_state.Contact!.Message!.Value));
        if ((send.AwaitDelivered || send.Fallback) && _state.Contact.Deadline > _now)
        {
            // A provider that never reports must not hold the journey for ever: the deadline ends this wait too.
            _state = _state with { Phase = StepPhase.AwaitingReport, Until = _state.Contact.Deadline };
            return;
        }

        Close(send, "sent", send.Channels[_state.Contact.Channel].Name);
        Leave(send);
    }

    private void HandleReport(string type)
    {
        var send = (SendStep)Position.Step;
        var channel = send.Channels[_state.Contact!.Channel].Name;
        switch (type)
        {
            case EventTypes.MessageSent when !send.AwaitDelivered:
            case EventTypes.MessageDelivered or EventTypes.MessageOpened or EventTypes.MessageClicked:
                Close(send, type == EventTypes.MessageSent ? "sent" : "delivered", channel);
                Leave(send);
                break;
            case EventTypes.MessageFailed or EventTypes.MessageBounced:
                var next = _state.Contact.Next();
                if (send.Fallback && !next.Untried(send.Channels).IsEmpty)
                {
                    _state = _state with { Contact = next };
                    Enter(send);
                    break;
                }

                Close(send, "failed", channel);
                Leave(send);
                break;
            default: break;
        }
    }

    private void CloseUnreported(SendStep send)
    {
        Close(send, "sent", send.Channels[_state.Contact!.Channel].Name);
        Leave(send);
    }

    private void Close(SendStep send, string status, string detail) => _state =
        _state.WithResult(new(send.Id, _now) { Status = status, Detail = detail }) with { Contact = null };
}
