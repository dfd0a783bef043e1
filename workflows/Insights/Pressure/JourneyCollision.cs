using Campaigns.Model;

namespace Campaigns.Insights.Pressure;

/// <summary>Two journeys that wanted the same customer: the one had to wait, the other went first. They may be the same journey.</summary>
/// <param name="Waited">Whose messages had to wait.</param>
/// <param name="WentFirst">Whose contacts stood in the way.</param>
public sealed record JourneyCollision(JourneyId Waited, JourneyId WentFirst)
{
    /// <summary>Messages that had to wait, each counted once.</summary>
    public long Messages { get; init; }

    /// <summary>Of those, the ones that were sent later all the same.</summary>
    public long SentLater { get; init; }

    /// <summary>Messages that a more important one, reserved or planned, kept from a slot.</summary>
    public long Outranked { get; init; }

    /// <summary>Messages that lost a slot they had to a more important one.</summary>
    public long Bumped { get; init; }

    /// <summary>Messages that came too soon after, or before, one of the other journey.</summary>
    public long Gap { get; init; }

    /// <summary>Messages that found a cap used up with the help of the other journey.</summary>
    public long Cap { get; init; }
}
