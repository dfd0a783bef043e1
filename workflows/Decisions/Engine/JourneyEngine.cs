using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>
/// The journey engine: a pure function. It reads no clock, no profile, no random number; production, the local host and
/// the simulator call the same one.
/// </summary>
public static class JourneyEngine
{
    /// <summary>Carries an enrollment on as far as it goes without an answer or a wait.</summary>
    /// <param name="definition">The version the enrollment entered with.</param>
    /// <param name="subject">What splits hash: the enrollment's key, the same in every run with that key.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="signal">What happened.</param>
    /// <param name="now">The instant, in the customer's zone.</param>
    public static AdvanceResult Advance(
        JourneyDefinition definition, string subject, EnrollmentState state, Signal signal, ZonedDateTime now)
    {
        var interpreter = new JourneyInterpreter(definition, subject, state, now);
        if (state.Outcome is null)
            interpreter.Handle(signal);
        return interpreter.Result();
    }

    /// <summary>Whether a step has sent its message, or had it said by another's: then it is not sent again, whatever way leads to it.</summary>
    public static bool IsSent(StepResult? result) => result?.Status is "sent" or "delivered";
}
