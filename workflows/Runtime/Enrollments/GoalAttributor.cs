using Campaigns.Decisions.Engine;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Enrollments;

/// <summary>
/// Conversions, while enrolled and within the attribution window after. One event may fulfil the goals of several enrollments: each is
/// told as converted, so that each can be measured against its holdout group, and the contact policy's rule says which one is credited.
/// </summary>
internal static class GoalAttributor
{
    /// <summary>Of what began an enrollment, a longer text is not kept for after its end: it is in the row that every write replaces.</summary>
    private const int MaxEntryText = 200;

    public static readonly AttributeBag HoldoutMark = AttributeBag.Of([new("holdout", true)]);

    private static readonly KeyValuePair<string, object?>[] Uncredited = [new("credited", false)];

    /// <summary>An enrollment has ended with the outcome of its goal.</summary>
    public static void OnEnded(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, AttributeBag? cause) =>
        Add(session, journey, new PastEnrollment(enrollment.Id, enrollment.Subject, enrollment.Version, session.Instant)
        {
            Policy = enrollment.Policy,
            Holdout = enrollment.Holdout,
            Entry = enrollment.Event,
            Touches = TouchSpan.Of(enrollment.State),
        }, cause);

    /// <summary>What of an enrollment that ends otherwise its goal still needs for as long as it can be reached.</summary>
    public static PastEnrollment Remember(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, PastEnrollment past) =>
        journey.Goal is not { Within: { } within } ? past : past with
        {
            GoalUntil = LocalClock.Plus(session.Now, within),
            Touches = TouchSpan.Of(enrollment.State),
            Entry = AttributeBag.Of(journey.Map.GoalEntryAttributes
                .Select(name => KeyValuePair.Create(name, enrollment.Event?[name]))
                .Where(value => value.Value is bool or decimal or string { Length: <= MaxEntryText })) is { Count: > 0 } entry ? entry : null,
        };

    /// <summary>Counts an event that fulfils the goal of a journey already over, once, while its window is open.</summary>
    public static void Attribute(CustomerSession session, string type, AttributeBag data)
    {
        var record = session.Record;
        if (record.Past.OlderGoals.IsEmpty && record.Past.Recent.IsEmpty)
            return;
        foreach (var journey in record.Past.OlderGoals
            .Where(goal => goal.Until >= session.Instant
                && session.Library.Find(goal.Journey, goal.Version) is { } version && Reaches(version, type).Any())
            .Select(goal => goal.Journey).Distinct().ToList())
        {
            foreach (var over in record.Older.GoalsOf(journey))
            {
                if (!record.ClosedGoals.Contains(over.Id) && (over.GoalUntil < session.Instant || TryAttribute(session, over, type, data)))
                    record.ClosedGoals.Add(over.Id);
            }
        }

        foreach (var over in record.Past.Recent)
        {
            if (over.GoalUntil >= session.Instant && TryAttribute(session, over, type, data))
                record.Set(record.Past.WithoutGoal(over.Id));
        }
    }

    private static bool TryAttribute(CustomerSession session, PastEnrollment over, string type, AttributeBag data)
    {
        if (session.Library.Find(over.Id.Journey, over.Version) is not { } journey
            || !Reaches(journey, type).Any(exit => exit.Where is null || session.Holds(exit.Where, Scope(session, journey, over, data))))
            return false;
        Add(session, journey, over, data);
        return true;
    }

    /// <summary>The ways in which an event of this type may reach a journey's goal.</summary>
    private static IEnumerable<ExitRule.OnEvent> Reaches(JourneyDefinition journey, string type) => journey.Goal is not { } goal ? []
        : journey.Exits.OfType<ExitRule.OnEvent>().Where(exit => exit.Outcome == goal.Outcome && exit.Type == type);

    /// <summary>Marks those of the conversions by one event that are not credited.</summary>
    public static void Credit(CustomerSession session)
    {
        if (session.Conversions.Count == 0)
            return;
        var rivals = session.Conversions.Where(conversion => !conversion.Enrollment.Holdout).ToList();
        session.Conversions.Clear();
        if (rivals.Count < 2 || session.Policy.Attribution == AttributionRule.Every)
            return;
        var credited = session.Policy.Attribution == AttributionRule.FirstTouch
            ? rivals.MinBy(rival => (rival.Enrollment.Touches?.First ?? Instant.MaxValue, rival.Enrollment.Id.Value))
            : rivals.MaxBy(rival => (rival.Enrollment.Touches?.Last ?? Instant.MinValue, rival.Enrollment.Id.Value));
        foreach (var (told, _) in rivals.Where(rival => rival != credited))
            session.Record.Replace(told, told with { Detail = (told.Detail ?? AttributeBag.Empty).With(Uncredited) });
    }

    private static void Add(CustomerSession session, JourneyDefinition journey, PastEnrollment enrollment, AttributeBag? cause)
    {
        var value = journey.Goal?.Value is { } expression
            ? AttributeValues.From(session.Evaluate(expression, Scope(session, journey, enrollment, cause)))
            : 1m;
        var converted = new TimelineEvent(session.Instant, TimelineEventKind.Converted)
        {
            Journey = journey.Id,
            Version = enrollment.Version,
            Enrollment = enrollment.Id,
            Policy = enrollment.Policy,
            Reason = journey.Goal!.Outcome,
            Detail = AttributeBag.Of([new("value", value), new("holdout", enrollment.Holdout ? true : null)]),
        };
        session.Record.Add(converted);
        session.Conversions.Add((converted, enrollment));
    }

    private static Definitions.Expressions.ExpressionScope Scope(
        CustomerSession session, JourneyDefinition journey, PastEnrollment enrollment, AttributeBag? cause) =>
        session.Scope(enrollment.Policy, cause, journey).WithEntry(enrollment.Entry, enrollment.Policy, session.Library.Catalog);
}
