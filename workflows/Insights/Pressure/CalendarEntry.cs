using Campaigns.Model;
using NodaTime;

namespace Campaigns.Insights.Pressure;

/// <summary>One thing said to a customer, not said, or to be said.</summary>
/// <param name="At">When.</param>
/// <param name="Mark">Which of these it is.</param>
/// <param name="Journey">Whose message it is.</param>
/// <param name="Step">Which step's.</param>
/// <param name="Message">The message.</param>
public sealed record CalendarEntry(Instant At, CalendarMark Mark, JourneyId Journey, StepId Step, MessageId Message)
{
    /// <summary>The policy it is about.</summary>
    public PolicyId? Policy { get; init; }

    /// <summary>The channel.</summary>
    public Channel? Channel { get; init; }

    /// <summary>The reason code of a silence.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when it was put off.</summary>
    public Instant? Until { get; init; }
}
