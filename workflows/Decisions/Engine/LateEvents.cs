using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;

namespace Campaigns.Decisions.Engine;

/// <summary>
/// Events of a <c>waitFor</c> that come after its timeout, while a message of its <c>onTimeout</c> is still to be sent: they count as if
/// they had come in time, so that nobody is reminded of what they have just done.
/// </summary>
public static class LateEvents
{
    /// <summary>
    /// What an enrollment that may not move now, since it is held or its journey paused, remembers of an event: for waits still to come,
    /// and for one that has run out and goes on hearing.
    /// </summary>
    /// <param name="definition">The version the enrollment is on.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="happened">The event.</param>
    public static EnrollmentState Remember(JourneyDefinition definition, EnrollmentState state, Signal.EventReceived happened)
    {
        foreach (var (id, pattern) in happened.Matches)
        {
            if (state.ResultOf(id) is null
                || IsHeard(definition.Map, state, (WaitForStep)definition.Map.Find(id)!.Step, happened.Unsent))
                state = state.WithBuffered(new(id, pattern, happened.Type, happened.At, happened.Data));
        }

        return state;
    }

    /// <summary>Whether a wait that has run out goes on hearing: the enrollment is in its <c>onTimeout</c> and a message there is unsent.</summary>
    internal static bool IsHeard(JourneyMap map, EnrollmentState state, WaitForStep wait, ImmutableArray<StepId> unsent) =>
        state.ResultOf(wait.Id) is { Event: null } && state.At is { } at && IsInside(map, at, wait)
        && (SendsOf(wait.OnTimeout).Any(send => unsent.Contains(send.Id) || (send.Id == at && IsUnsent(state, send, unsent)))
            || IsSendAhead(map, at, wait));

    /// <summary>Whether the message of the current step has not left: it waits for its slot, or for its turn in the queue.</summary>
    internal static bool IsUnsent(EnrollmentState state, SendStep send, ImmutableArray<StepId> unsent) =>
        state.Phase is StepPhase.Deferred or StepPhase.Scheduled || unsent.Contains(send.Id);

    /// <summary>The wait that has run out, and what it heard while the enrollment was held; the inner one of several.</summary>
    internal static (WaitForStep Wait, BufferedEvent Heard)? HeardMeanwhile(JourneyMap map, EnrollmentState state)
    {
        if (state.Buffered.IsEmpty || state.At is not { } at)
            return null;
        for (var position = map.Find(at); position?.Parent is { } parent; position = map.Find(parent.Id))
        {
            if (parent is WaitForStep wait && position.Arm == wait.Events.Length
                && state.Buffered.FirstOrDefault(buffered => buffered.Wait == wait.Id) is { } heard)
                return (wait, heard);
        }

        return null;
    }

    /// <summary>Whether a step stands in the <c>onTimeout</c> of a wait, at any depth.</summary>
    internal static bool IsInside(JourneyMap map, StepId step, WaitForStep wait)
    {
        for (var position = map.Find(step); position?.Parent is { } parent; position = map.Find(parent.Id))
        {
            if (parent.Id == wait.Id)
                return position.Arm == wait.Events.Length;
        }

        return false;
    }

    /// <summary>Every send of a block, at any depth.</summary>
    internal static IEnumerable<SendStep> SendsOf(ImmutableArray<Step> block) =>
        block.SelectMany(step => step is SendStep send ? [send] : JourneyMap.Blocks(step).SelectMany(inner => SendsOf(inner.Block)));

    /// <summary>Whether a send lies between a step and the end of the wait's <c>onTimeout</c>.</summary>
    private static bool IsSendAhead(JourneyMap map, StepId at, WaitForStep wait)
    {
        var position = map.Find(at)!;
        if (JourneyMap.Blocks(position.Step).Any(inner => SendsOf(inner.Block).Any()))
            return true;
        while (true)
        {
            if (SendsOf(position.Block[(position.Index + 1)..]).Any())
                return true;
            if (position.Parent is not { } parent || parent.Id == wait.Id)
                return false;
            if (parent is CountdownStep countdown
                && countdown.Milestones.Skip(position.Arm + 1).Any(milestone => SendsOf(milestone.Steps).Any()))
                return true;
            position = map.Find(parent.Id)!;
        }
    }
}
