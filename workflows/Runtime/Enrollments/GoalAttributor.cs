using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Enrollments;

/// <summary>Conversions, while enrolled and within the attribution window after.</summary>
internal static class GoalAttributor
{
    public static readonly AttributeBag HoldoutMark = AttributeBag.Of([new("holdout", true)]);

    public static TimelineEvent Converted(
        CustomerSession session, JourneyDefinition journey, EnrollmentId enrollment, int version, PolicyId? policy, bool holdout,
        AttributeBag? cause)
    {
        var value = journey.Goal?.Value is { } expression
            ? AttributeValues.From(session.Evaluate(expression, session.Scope(policy, cause, journey)))
            : 1m;
        return new TimelineEvent(session.Instant, TimelineEventKind.Converted)
        {
            Journey = journey.Id,
            Version = version,
            Enrollment = enrollment,
            Policy = policy,
            Reason = journey.Goal!.Outcome,
            Detail = AttributeBag.Of([new("value", value), new("holdout", holdout ? true : null)]),
        };
    }

    public static Instant Until(CustomerSession session, Period within) =>
        LocalClock.Plus(session.Now, within);

    /// <summary>Counts an event that fulfils the goal of a journey already over, once, while its window is open.</summary>
    public static void Attribute(CustomerSession session, string type, AttributeBag data)
    {
        var past = session.Record.Past;
        for (var i = 0; i < past.Length; i++)
        {
            if (past[i].GoalUntil is not { } until || until < session.Instant)
                continue;
            var over = past[i];
            if (session.Library.Find(over.Id.Journey, over.Version) is not { Goal: { } goal } journey)
                continue;
            foreach (var exit in journey.Exits.OfType<ExitRule.OnEvent>())
            {
                if (exit.Outcome != goal.Outcome || exit.Type != type
                    || (exit.Where is { } where && !session.Holds(where, session.Scope(over.Policy, data, journey))))
                    continue;
                session.Record.Add(Converted(session, journey, over.Id, over.Version, over.Policy, over.Holdout, data));
                session.Record.Set(session.Record.Past.SetItem(i, over with { GoalUntil = null }));
                break;
            }
        }
    }
}
