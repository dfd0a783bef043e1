using System.Collections.Immutable;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Migration;

/// <summary>
/// Moves the state of one enrollment to another version; pure. What it has done stays known by step, so nothing is done again, and it
/// goes on from the step that stands for its own.
/// </summary>
public static class EnrollmentMigration
{
    private static readonly LocalDateTime SomeDate = new(2001, 1, 1, 0, 0);

    /// <summary>Moves it, or says why not.</summary>
    /// <param name="plan">Where steps go.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="unsent">The steps of this enrollment whose messages have their slot and are not with a provider for good.</param>
    /// <param name="now">The instant, in the customer's zone.</param>
    public static MigrationResult Move(MigrationPlan plan, EnrollmentState state, ImmutableArray<StepId> unsent, ZonedDateTime now)
    {
        if (!plan.Rules.KeepArms && plan.ChangedSplits.Any(split => state.ResultOf(split) is not null))
            return new(null, MigrationRefusal.ChangedSplit);
        // Their text and conditions are looked up by step when they go, which may be any moment.
        if (unsent.Any(step => plan.Rules.TargetOf(step) != step || plan.To.Map.Find(step)?.Step is not (SendStep or TaskStep)))
            return new(null, MigrationRefusal.Unsent);
        var moved = state with
        {
            Results = Renamed(plan, state.Results),
            Buffered = [.. state.Buffered.Select(buffered => Buffered(plan, buffered)).OfType<BufferedEvent>()],
            Joined = [.. state.Joined.Select(joined => joined with { Step = plan.Rules.TargetOf(joined.Step) })],
        };
        if (state.At is not { } at)
            return new(moved, MigrationRefusal.None); // it has not begun
        if (plan.Of(at) is not { Problem: MoveProblem.None, To: { } target } || plan.From.Map.Find(at)?.Step is not { } old)
            return new(null, MigrationRefusal.Step);
        moved = moved with { At = target };
        return (old, plan.To.Map.Find(target)!.Step) switch
        {
            (SendStep a, SendStep b) => Send(moved, a, b),
            (WaitStep a, WaitStep b) => Wait(moved, plan.Rules.Waits, a.For, b.For, now),
            (WaitForStep a, WaitForStep b) => Wait(moved, plan.Rules.Waits, a.Timeout, b.Timeout, now),
            (WaitUntilStep a, WaitUntilStep b) => new(
                plan.Rules.Waits == ChangedWaits.Follow && !MigrationPlan.IsSameTime(a, b)
                    ? moved with { Phase = StepPhase.Deciding, Until = now.ToInstant() } : moved, MigrationRefusal.None),
            (CountdownStep a, CountdownStep b) => new(Countdown(moved, a, b, now.ToInstant()), MigrationRefusal.None),
            _ => new(null, MigrationRefusal.Step),
        };
    }

    /// <summary>Of two old steps that one new stands for, what was sent is what counts: it is not sent again.</summary>
    private static ImmutableArray<StepResult> Renamed(MigrationPlan plan, ImmutableArray<StepResult> results)
    {
        if (plan.Rules.Map.IsEmpty)
            return results;
        var renamed = new List<StepResult>(results.Length);
        foreach (var result in results)
        {
            var own = result with { Step = plan.Rules.TargetOf(result.Step) };
            var known = renamed.FindIndex(other => other.Step == own.Step);
            if (known < 0)
                renamed.Add(own);
            else if (JourneyEngine.IsSent(own) || !JourneyEngine.IsSent(renamed[known]))
                renamed[known] = own;
        }

        return [.. renamed];
    }

    /// <summary>An event that came before its wait counts for the pattern that asks the same there.</summary>
    private static BufferedEvent? Buffered(MigrationPlan plan, BufferedEvent buffered)
    {
        if (plan.From.Map.Find(buffered.Wait)?.Step is not WaitForStep old || buffered.Pattern >= old.Events.Length
            || plan.TargetOf(buffered.Wait) is not WaitForStep target)
            return null;
        var asked = old.Events[buffered.Pattern];
        for (var i = 0; i < target.Events.Length; i++)
        {
            var pattern = target.Events[i];
            if (pattern.Type == asked.Type && pattern.Where?.Source == asked.Where?.Source
                && pattern.Step == (asked.Step is { } step ? plan.Rules.TargetOf(step) : null))
                return buffered with { Wait = target.Id, Pattern = i };
        }

        return null;
    }

    private static MigrationResult Send(EnrollmentState state, SendStep old, SendStep target)
    {
        if (state.Contact is not { } contact)
            return new(state, MigrationRefusal.None);
        var channel = contact.Channel < old.Channels.Length ? target.Channels.IndexOf(old.Channels[contact.Channel]) : -1;
        if (contact.Message is not null && (channel < 0 || old.Id != target.Id))
            return new(null, MigrationRefusal.Unsent); // its report comes by a channel that the new version does not know
        var tried = 0;
        for (var i = 0; i < old.Channels.Length; i++)
        {
            if ((contact.Tried & (1 << i)) != 0 && target.Channels.IndexOf(old.Channels[i]) is >= 0 and var known)
                tried |= 1 << known;
        }

        return new(state with { Contact = contact with { Channel = Math.Max(0, channel), Tried = tried } }, MigrationRefusal.None);
    }

    private static MigrationResult Wait(EnrollmentState state, ChangedWaits rule, Period? old, Period? target, ZonedDateTime now)
    {
        if (rule != ChangedWaits.Follow || Equals(old, target))
            return new(state, MigrationRefusal.None);
        return new(state with
        {
            Until = target is null ? null
                // Nobody noted when a wait without an end began.
                : state.Until is not { } until || old is null ? LocalClock.Plus(now, target)
                : LocalClock.Plus(now.Zone.At(LocalClock.Plus(now.Zone.At(until), Period.Subtract(Period.Zero, old))), target),
        }, MigrationRefusal.None);
    }

    /// <summary>Milestones as far from the date as those it has passed, and farther, are passed; the date is asked for again.</summary>
    private static EnrollmentState Countdown(EnrollmentState state, CountdownStep old, CountdownStep target, Instant now)
    {
        var passed = Math.Min(state.Milestone, old.Milestones.Length);
        var milestone = passed == 0 ? 0
            : target.Milestones.Count(other => Place(other.Before) <= Place(old.Milestones[passed - 1].Before));
        return state with { Milestone = milestone, Until = state.Until is { } until ? Instant.Min(until, now) : now };
    }

    // As far before one and the same date: a month and thirty days can be compared only so.
    private static LocalDateTime Place(Period before) => SomeDate - before;
}

/// <summary>What became of the attempt to move an enrollment.</summary>
/// <param name="State">Its state on the new version; null: it was not moved.</param>
/// <param name="Refusal">Why not.</param>
public sealed record MigrationResult(EnrollmentState? State, MigrationRefusal Refusal);

/// <summary>Why an enrollment is not moved.</summary>
public enum MigrationRefusal
{
    /// <summary>It is.</summary>
    None,

    /// <summary>The plan has no place for those at its step.</summary>
    Step,

    /// <summary>It has passed a split whose arms have changed.</summary>
    ChangedSplit,

    /// <summary>A message of a step that the new version does not have, or by a channel that it does not use there, is on its way.</summary>
    Unsent,
}
