using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Contacts;

/// <summary>The <c>when</c> of a send, outside the engine: at the hand-over, when the enrollment may have gone on or ended.</summary>
internal static class SendCondition
{
    /// <summary>Whether a message may still go, as far as its own step says; one without a condition always may.</summary>
    /// <param name="session">The unit of work: the data are as fresh as its record.</param>
    /// <param name="journey">The version the enrollment is on.</param>
    /// <param name="enrollment">The enrollment, running or finished.</param>
    /// <param name="step">The step.</param>
    public static bool Holds(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, StepId step) =>
        journey.Map.Find(step)?.Step is not SendStep { When: { } condition }
        || session.Holds(condition, session.Scope(enrollment.Policy, enrollment.Event, journey, enrollment),
            session.About(enrollment, TimelineEventKind.Warning) with { Step = step });
}
