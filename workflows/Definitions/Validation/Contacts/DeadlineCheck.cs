using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Validation.Contacts;

/// <summary>A message whose deadline ends before the quiet hours that it may have to sit out.</summary>
internal static class DeadlineCheck
{
    public static void Run(CheckedJourney journey)
    {
        var policy = journey.Context.ContactPolicy;
        if (policy.Exempt.Contains(journey.Definition.Category) && journey.Definition.Transactional is { AnyHour: true })
            return;
        var weeks = Channel.Contactable.ToDictionary(c => c, c => new QuietWeek(policy, c));
        foreach (var place in journey.Definition.Map.Positions)
        {
            // What is skipped when blocked was never meant to cross the night.
            if (place.Step is SendStep { WhenBlocked: WhenBlocked.Defer, Channels.IsEmpty: false } send)
                Check(journey, send, StartTime(place), [.. send.Channels.Select(c => weeks[c])]);
        }
    }

    private static void Check(CheckedJourney journey, SendStep send, LocalTime? start, QuietWeek[] weeks)
    {
        var pointer = $"{journey.PointerOf(send)}/send/deadline";
        var deadline = JsonDurations.Approximate(send.Deadline);
        if (start is { } time && weeks.Min(w => w.ShortestFrom(time)) is var rest && rest >= deadline)
        {
            journey.Error(pointer, "deadline-in-quiet-hours",
                $"\"{send.Id}\" is due at {time:HH\\:mm}, when quiet hours last another {Hours(rest)}, but its deadline " +
                $"is {send.Deadline}: it can never be sent; choose another time or a longer deadline");
        }
        else if (weeks.Min(w => w.Longest) is var longest && longest >= deadline)
        {
            journey.Warn(pointer, "deadline-in-quiet-hours",
                $"quiet hours last up to {Hours(longest)} but the deadline of \"{send.Id}\" is {send.Deadline}: customers who arrive in " +
                $"the evening are not contacted; lengthen it, or say \"whenBlocked\": \"skip\" if that is meant");
        }
    }

    /// <summary>The time of day a step always begins at, if it has one: that of the milestone or the wait before it.</summary>
    private static LocalTime? StartTime(StepPosition place)
    {
        if (place.Index > 0)
            return place.Block[place.Index - 1] is WaitUntilStep { At: { } at } ? at : null;
        return place.Parent is CountdownStep countdown ? countdown.At : null;
    }

    private static string Hours(Duration length) => FormattableString.Invariant($"{length.TotalHours:0.#} hours");
}
