using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Together;

/// <summary>How many messages a journey sends to who goes through it.</summary>
/// <param name="Fewest">On the shortest way to its end, if nothing is refused and no exit rule ends it.</param>
/// <param name="Most">On any way, whatever happens: an enrollment never sends more.</param>
/// <param name="MostInMonth">What the contact policy's caps let through to one customer in any 30 days; null: they set no limit.</param>
/// <param name="Cap">The cap that sets it.</param>
public sealed record ContactRange(int Fewest, int Most, int? MostInMonth, string? Cap)
{
    private const int Month = 30;

    // Beyond it a journey is not followed more exactly: it has at most 300 steps.
    private const int Unlimited = 100_000;

    /// <summary>Follows every way through a journey.</summary>
    public static ContactRange Of(JourneyDefinition journey, ContactPolicy policy)
    {
        var way = Block(journey.Steps);
        var (fewest, most) = (Math.Min(way.GoesOn?.Fewest ?? Unlimited, way.Ends?.Fewest ?? Unlimited),
            Math.Max(way.GoesOn?.Most ?? 0, way.Ends?.Most ?? 0));
        var caps = policy.Exempt.Contains(journey.Category) ? []
            : policy.Caps.Where(cap => cap.Channels.IsEmpty && cap.Journeys.IsEmpty && Names(cap.Limits) && Names(cap.Counts)).ToList();
        var tightest = caps.MinBy(InMonth);
        return new(fewest == Unlimited ? 0 : fewest, most, tightest is null ? null : InMonth(tightest), tightest?.Id);

        bool Names(ImmutableHashSet<string> categories) => categories.IsEmpty || categories.Contains(journey.Category);
    }

    /// <summary>The most that any 30 days hold: windows that lie in them or across their ends, each full.</summary>
    private static int InMonth(FrequencyCap cap) => cap.Limit * (cap.Window switch
    {
        CapWindow.Rolling rolling => Math.Max(1, (int)Math.Ceiling(Month / Math.Max(rolling.Length.TotalDays, 1.0 / 24))),
        CapWindow.Calendar { Unit: CalendarUnit.Day } => Month + 1,
        CapWindow.Calendar { Unit: CalendarUnit.Week } => 6,
        _ => 3, // from 31 January to 1 March
    });

    private static Way Block(ImmutableArray<Step> block)
    {
        var way = new Way(new(0, 0), null);
        for (var i = 0; i < block.Length; i++)
        {
            if (way.GoesOn is not { } before)
                break;
            var then = Of(block[i]);
            if (i > 0 && block[i - 1] is WaitUntilStep) // without its date, or with one that is past, it skips the step that follows
                then = then with { GoesOn = Count.Either(then.GoesOn, new(0, 0)) };
            way = new(then.GoesOn?.After(before), Count.Either(way.Ends, then.Ends?.After(before)));
        }

        return way;
    }

    private static Way Of(Step step) => step switch
    {
        EndStep => new(null, new(0, 0)),
        // With a fallback, a message that bounced was sent all the same.
        SendStep send => new(new(send.When is null && send.Together is null ? 1 : 0, send.Fallback ? send.Channels.Length : 1), send.WhenBlocked == WhenBlocked.End ? new(0, 0) : null),
        BranchStep branch => Arms(branch.Arms.Select(arm => arm.Then).Append(branch.Otherwise)),
        SplitStep split => Arms(split.Arms.Select(arm => arm.Steps)),
        WaitForStep wait => Arms(wait.Timeout is null ? wait.Events.Select(pattern => pattern.Then)
            : wait.Events.Select(pattern => pattern.Then).Append(wait.OnTimeout), carriesOver: wait),
        CountdownStep countdown => Countdown(countdown),
        RepeatStep repeat => Repeat(repeat),
        _ => new(new(0, 0), null),
    };

    private static Way Arms(IEnumerable<ImmutableArray<Step>> arms, WaitForStep? carriesOver = null)
    {
        Way? either = null;
        foreach (var way in arms.Select(Block))
            either = either is null ? way : new(Count.Either(either.GoesOn, way.GoesOn), Count.Either(either.Ends, way.Ends));
        if (carriesOver is not { Timeout: not null } wait || either is null)
            return either ?? new(new(0, 0), null);
        // An event that comes late, while onTimeout still runs, is followed by its own steps.
        var late = Block(wait.OnTimeout);
        var most = Math.Max(late.GoesOn?.Most ?? 0, late.Ends?.Most ?? 0);
        return new(either.GoesOn is { } on ? on with { Most = on.Most + most } : null, either.Ends is { } end ? end with { Most = end.Most + most } : null);
    }

    /// <summary>Whoever comes late passes over the first milestones, and who comes after all of them passes over all.</summary>
    private static Way Countdown(CountdownStep countdown)
    {
        var way = new Way(new(0, 0), null);
        foreach (var milestone in countdown.Milestones.Select(milestone => Block(milestone.Steps)))
        {
            var before = way.GoesOn!;
            way = new(Count.Either(before, milestone.GoesOn?.After(before)), Count.Either(way.Ends, milestone.Ends?.After(before)));
        }

        return way;
    }

    private static Way Repeat(RepeatStep repeat)
    {
        var round = Block(repeat.Steps);
        var most = Math.Min(Unlimited, (round.GoesOn?.Most ?? 0) * repeat.Max);
        return new(new(0, most), round.Ends is { } end ? new(end.Fewest, Math.Min(Unlimited, end.Most + most)) : null);
    }

    /// <summary>What a part sends on the ways that lead out of it, and on those that end in it.</summary>
    private sealed record Way(Count? GoesOn, Count? Ends);

    private sealed record Count(int Fewest, int Most)
    {
        public Count After(Count before) => new(Math.Max(0, before.Fewest + Fewest), Math.Min(Unlimited, before.Most + Most));

        public static Count? Either(Count? one, Count? other) =>
            one is null ? other : other is null ? one : new(Math.Min(one.Fewest, other.Fewest), Math.Max(one.Most, other.Most));
    }
}
