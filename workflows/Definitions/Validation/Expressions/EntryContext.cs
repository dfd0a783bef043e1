using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>What customers of a journey bring along from the way they came in.</summary>
/// <param name="Events">The types of <c>event</c>; null: none; empty: any.</param>
/// <param name="AnyPolicy">Whether some bring a policy.</param>
/// <param name="Journey">The journey.</param>
internal sealed record EntryContext(IReadOnlyList<string>? Events, bool AnyPolicy, CheckedJourney Journey)
{
    public static EntryContext Of(CheckedJourney journey)
    {
        var entries = journey.Definition.Entries;
        var view = new EntryContext([], true, journey);
        if (entries.IsEmpty) // reported elsewhere
            return view;
        var events = entries.Select(EventsOf).OfType<IReadOnlyList<string>>().ToArray();
        return view with
        {
            Events = events.Length == 0 ? null : events.Any(e => e.Count == 0) ? [] : [.. events.SelectMany(e => e).Distinct()],
            AnyPolicy = entries.Any(view.HasPolicy),
        };
    }

    /// <summary>The types of <c>event</c> for those who come in this way.</summary>
    public static IReadOnlyList<string>? EventsOf(Entry entry) => entry switch
    {
        Entry.OnEvent on => [on.Type],
        Entry.OnRequest => [], // a request may bring whatever an event could
        _ => null,
    };

    /// <summary>Whether those who come in this way bring a policy.</summary>
    public bool HasPolicy(Entry entry) => entry switch
    {
        Entry.BeforeDate before => before.Over == SubjectKind.Policies,
        Entry.OnSchedule schedule => schedule.Audience.Over == SubjectKind.Policies || Journey.IsDraft,
        Entry.OnEvent on => !Journey.Context.Catalog.Events.TryGetValue(on.Type, out var type) || type.Attributes.ContainsKey("policy_id"),
        _ => true,
    };

    /// <summary>The types of the events that can bring the goal about.</summary>
    public IReadOnlyList<string>? EventsOfGoal(Goal goal)
    {
        if (Journey.IsDraft)
            return [];
        var types = Journey.Definition.Exits.OfType<ExitRule.OnEvent>().Where(e => e.Outcome == goal.Outcome).Select(e => e.Type).Distinct()
            .ToArray();
        return types.Length == 0 ? null : types;
    }
}
