using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Decisions.Concurrency;

/// <summary>Whether there is a place for an enrollment among those that run.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It may run, once these make room.</summary>
    public sealed record Granted(ImmutableArray<Outranked> MakeRoom) : Admission;

    /// <summary>There is no room: those ahead are better, or are left alone.</summary>
    public sealed record Full(Outranked Candidate) : Admission;

    /// <summary>
    /// Asks every limit that concerns the candidate. Where one is full, the worst that yield make room, if the candidate
    /// goes before them; all limits must agree, or nobody moves.
    /// </summary>
    public static Admission Of(ActiveEnrollment candidate, IEnumerable<ActiveEnrollment> active, ContactPolicy policy)
    {
        var within = active.ToList();
        var makeRoom = ImmutableArray.CreateBuilder<Outranked>();
        foreach (var limit in LimitsOn(candidate, policy))
        {
            makeRoom.AddRange(Yielding(limit, within, limit.Slots - 1, candidate));
            within.RemoveAll(active => makeRoom.Any(outranked => outranked.Enrollment == active));
            var ahead = within.Where(limit.AppliesTo).ToImmutableArray();
            if (ahead.Length >= limit.Slots)
                return new Full(new(candidate, limit, ahead));
        }

        return new Granted(makeRoom.ToImmutable());
    }

    /// <summary>Those that must stop because a limit was lowered while they ran.</summary>
    public static ImmutableArray<Outranked> Surplus(IReadOnlyCollection<ActiveEnrollment> active, ContactPolicy policy)
    {
        foreach (var limit in active.SelectMany(active => LimitsOn(active, policy)).Distinct())
        {
            if (Yielding(limit, active, limit.Slots, candidate: null) is { IsEmpty: false } surplus)
                return surplus;
        }

        return [];
    }

    /// <summary>The worst of those running under a limit, as many as are over; those that are left alone stay.</summary>
    private static ImmutableArray<Outranked> Yielding(
        SlotLimit limit, IReadOnlyCollection<ActiveEnrollment> active, int positions, ActiveEnrollment? candidate)
    {
        var members = active.Where(limit.AppliesTo).ToList();
        var over = members.Count - positions;
        var worst = members
            .Where(member => limit.RuleFor(member) != WhenOutranked.Refuse && candidate?.Outranks(member) != false)
            .OrderBy(member => member.Priority).ThenByDescending(member => member.EnteredAt)
            .ThenByDescending(member => member.Id.Value, StringComparer.Ordinal)
            .Take(Math.Max(0, over)).ToList();
        if (worst.Count < over && candidate is not null)
            return []; // not enough of them: then none needs to move
        ImmutableArray<ActiveEnrollment> ahead = [.. members.Except(worst), .. candidate is null ? (ActiveEnrollment[])[] : [candidate]];
        return [.. worst.Select(active => new Outranked(active, limit, ahead))];
    }

    private static IEnumerable<SlotLimit> LimitsOn(ActiveEnrollment active, ContactPolicy policy)
    {
        if (active.Exclusive is { } exclusive)
            yield return new SlotLimit.Group(exclusive.Group);
        if (policy.Concurrency is { } concurrency && new SlotLimit.Concurrency(concurrency, policy) is var limit && limit.AppliesTo(active))
            yield return limit;
    }
}

/// <summary>An enrollment for which a limit has no place.</summary>
/// <param name="Enrollment">The enrollment.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Ahead">Who has the places.</param>
public sealed record Outranked(ActiveEnrollment Enrollment, SlotLimit Limit, ImmutableArray<ActiveEnrollment> Ahead)
{
    /// <summary>What happens to it.</summary>
    public WhenOutranked Rule => Limit.RuleFor(Enrollment);
}
