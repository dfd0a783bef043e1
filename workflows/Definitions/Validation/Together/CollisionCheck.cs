using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Validation.Together;

/// <summary>
/// Journeys whose first messages are due at the same instant to the same customer, though the contact policy lets only one go: certain where
/// whoever enters one enters the other, possible where some may.
/// </summary>
public static class CollisionCheck
{
    /// <summary>Finds them.</summary>
    /// <param name="journeys">The journeys.</param>
    /// <param name="policy">What keeps messages apart.</param>
    public static IEnumerable<(string File, Finding Finding)> Run(IReadOnlyList<JourneyInText> journeys, ContactPolicy policy)
    {
        for (var i = 0; i < journeys.Count; i++)
        {
            for (var j = i + 1; j < journeys.Count; j++)
            {
                if (Collision(journeys[i], journeys[j], policy) is { } found)
                    yield return found;
            }
        }
    }

    private static (string, Finding)? Collision(JourneyInText one, JourneyInText other, ContactPolicy policy)
    {
        var (a, b) = (one.Definition, other.Definition);
        if (a.Id == b.Id || (a.Exclusive is { } group && b.Exclusive?.Group == group.Group) || Rule(a, b, policy) is not { } rule)
            return null;
        var meetings = from entry in a.Entries
                       from same in b.Entries
                       let trigger = Trigger(entry)
                       where trigger is not null && trigger == Trigger(same) && !Contradiction.IsCertain(entry.Where, same.Where)
                       let certain = entry.Where?.Source == same.Where?.Source && IsUnconditional(a) && IsUnconditional(b)
                       orderby certain descending
                       select (certain, trigger);
        if (FirstContact(a) is not { } first || FirstContact(b) is not { } second || first.Moment != second.Moment
            || meetings.FirstOrDefault() is not { trigger: not null } meeting)
            return null;
        var (loser, winner, send) = a.Priority >= b.Priority ? (other, one, second.Send) : (one, other, first.Send);
        var outcome = a.Priority == b.Priority ? "neither has the higher priority, so chance decides"
            : $"\"{winner.Definition.Id}\" has the higher priority and goes first";
        var rest = send.WhenBlocked == WhenBlocked.Defer ? $"\"{send.Id}\" waits" : $"\"{send.Id}\" is not sent";
        return loser.Warning(send, "/send", meeting.certain ? "certain-collision" : "possible-collision",
            $"\"{a.Id}\" and \"{b.Id}\" {(meeting.certain ? "always" : "may")} want to contact the same customer at the same time, {meeting.trigger}, and {rule} "
            + $"lets one message go: {outcome}, and {rest}; give them different times or audiences, or put them into one exclusive group");
    }

    private static bool IsUnconditional(JourneyDefinition journey) => journey is { Active: null, Holdout: 0, Exits.IsEmpty: true };

    /// <summary>What lets only one message of the two go; null: nothing.</summary>
    private static string? Rule(JourneyDefinition a, JourneyDefinition b, ContactPolicy policy)
    {
        if (policy.Exempt.Contains(a.Category) || policy.Exempt.Contains(b.Category))
            return null;
        if (policy.Gap is { } gap && gap.Min > Duration.Zero && Names(gap.Categories, a) && Names(gap.Categories, b))
            return FormattableString.Invariant($"the gap of {gap.Min.TotalHours:0.#} hours");
        return policy.Caps.FirstOrDefault(cap => cap is { Limit: 1, Channels.IsEmpty: true, Journeys.IsEmpty: true }
            && Names(cap.Limits, a) && Names(cap.Counts, a) && Names(cap.Limits, b) && Names(cap.Counts, b)) is { } single
            ? $"the cap \"{single.Id}\"" : null;

        static bool Names(IReadOnlySet<string> categories, JourneyDefinition journey) => categories.Count == 0 || categories.Contains(journey.Category);
    }

    private static string? Trigger(Entry entry) => entry switch
    {
        Entry.OnEvent on => $"after \"{on.Type}\"",
        Entry.BeforeDate before => $"{before.By} before {before.Date.Source}{(before.Yearly ? ", every year" : "")}",
        Entry.OnSchedule schedule => $"when the timer {schedule.Cron} ({schedule.TimeZone.Id}) fires for {schedule.Audience.Over.ToString().ToLowerInvariant()}",
        _ => null,
    };

    /// <summary>When the first message is due after the entry, written so that equal texts are equal instants; null: it depends.</summary>
    private static (string Moment, SendStep Send)? FirstContact(JourneyDefinition journey)
    {
        var moment = "";
        foreach (var step in journey.Steps)
        {
            switch (step)
            {
                case WaitStep wait: moment += $"+{wait.For}"; break;
                case WaitUntilStep until:
                    moment += $"@{until.Until.Source}{until.Offset}{until.At}{string.Join(',', until.Weekdays)}{until.IfPast}";
                    break;
                case SendStep { When: null, Time: SendTime.Now } send: return (moment, send);
                case CountdownStep { Milestones: [{ Steps: [SendStep { When: null, Time: SendTime.Now } send, ..] } first, ..] } countdown:
                    return ($"{moment}#{countdown.To.Source}{first.Before}{countdown.At}", send);
                case UpdateStep or PublishStep or TaskStep: break;
                default: return null;
            }
        }

        return null;
    }
}
