using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <content>Contacts that are certain before their time comes, so that lower priorities can keep out of their way.</content>
internal sealed partial class JourneyInterpreter
{
    /// <summary>Waits until an instant that nothing but an exit changes: a send that comes right after it is planned for then.</summary>
    private void WaitAndPlan(Step wait, Instant until)
    {
        // Within a countdown the plan is its own: the milestones ahead.
        if (!IsInCountdown(wait) && CertainSendAfter(wait) is { } send && !IsJoined(send))
            _effects.Add(new Effect.Plan([new(send, until)]));
        WaitUntil(until);
    }

    private bool IsInCountdown(Step step) =>
        definition.Map.Find(step.Id)!.Parent is { } parent && (parent is CountdownStep || IsInCountdown(parent));

    /// <summary>The send that follows without a wait, and whatever the data say; splits fall as they always do.</summary>
    private SendStep? CertainSendAfter(Step step)
    {
        var place = definition.Map.Find(step.Id)!;
        if (place.Index + 1 < place.Block.Length)
            return CertainSend(place.Block[place.Index + 1]);
        return place.Parent is { } parent and not RepeatStep ? CertainSendAfter(parent) : null;
    }

    private SendStep? CertainSend(Step step) => step switch
    {
        SendStep send => send,
        SplitStep split => ArmOf(split).Steps is { IsEmpty: false } steps ? CertainSend(steps[0]) : CertainSendAfter(split),
        UpdateStep or TaskStep or PublishStep => CertainSendAfter(step),
        _ => null,
    };

    /// <summary>The first send of a block, be it certain or not: what a milestone most likely says.</summary>
    private static SendStep? FirstSend(ImmutableArray<Step> block)
    {
        foreach (var step in block)
        {
            if (step is SendStep send)
                return send;
            foreach (var (_, inner) in JourneyMap.Blocks(step))
            {
                if (FirstSend(inner) is { } nested)
                    return nested;
            }
        }

        return null;
    }
}
