using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Decisions.Concurrency;

/// <summary>Whether there is a place for an enrollment among those that walk.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It may walk, once these make room.</summary>
    public sealed record Granted(ImmutableArray<Outranked> MakeRoom) : Admission;

    /// <summary>There is no room: those ahead are better, or are left alone.</summary>
    public sealed record Full(Outranked Candidate) : Admission;

    /// <summary>
    /// Asks every limit that concerns the candidate. Where one is full, the worst that yield make room, if the candidate
    /// goes before them; all limits must agree, or nobody moves.
    /// </summary>
    public static Admission Of(Walker candidate, IEnumerable<Walker> walking, ContactPolicy policy)
    {
        var within = walking.ToList();
        var makeRoom = ImmutableArray.CreateBuilder<Outranked>();
        foreach (var limit in LimitsOn(candidate, policy))
        {
            makeRoom.AddRange(Yielding(limit, within, limit.Places - 1, candidate));
            within.RemoveAll(walker => makeRoom.Any(outranked => outranked.Walker == walker));
            var ahead = within.Where(limit.Concerns).ToImmutableArray();
            if (ahead.Length >= limit.Places)
                return new Full(new(candidate, limit, ahead));
        }

        return new Granted(makeRoom.ToImmutable());
    }

    /// <summary>Those that must stop because a limit was lowered while they walked.</summary>
    public static ImmutableArray<Outranked> Surplus(IReadOnlyCollection<Walker> walking, ContactPolicy policy)
    {
        foreach (var limit in walking.SelectMany(walker => LimitsOn(walker, policy)).Distinct())
        {
            if (Yielding(limit, walking, limit.Places, candidate: null) is { IsEmpty: false } surplus)
                return surplus;
        }

        return [];
    }

    /// <summary>The worst of those walking under a limit, as many as are over; those that are left alone stay.</summary>
    private static ImmutableArray<Outranked> Yielding(PlaceLimit limit, IReadOnlyCollection<Walker> walking, int places, Walker? candidate)
    {
        var members = walking.Where(limit.Concerns).ToList();
        var over = members.Count - places;
        var worst = members
            .Where(member => limit.RuleFor(member) != WhenOutranked.Refuse && candidate?.GoesBefore(member) != false)
            .OrderBy(member => member.Priority).ThenByDescending(member => member.EnteredAt).ThenByDescending(member => member.Id.Value, StringComparer.Ordinal)
            .Take(Math.Max(0, over)).ToList();
        if (worst.Count < over && candidate is not null)
            return []; // not enough of them: then none needs to move
        ImmutableArray<Walker> ahead = [.. members.Except(worst), .. candidate is null ? (Walker[])[] : [candidate]];
        return [.. worst.Select(walker => new Outranked(walker, limit, ahead))];
    }

    private static IEnumerable<PlaceLimit> LimitsOn(Walker walker, ContactPolicy policy)
    {
        if (walker.Exclusive is { } exclusive)
            yield return new PlaceLimit.Group(exclusive.Group);
        if (policy.Concurrency is { } concurrency && new PlaceLimit.Concurrency(concurrency, policy) is var limit && limit.Concerns(walker))
            yield return limit;
    }
}

/// <summary>An enrollment for which a limit has no place.</summary>
/// <param name="Walker">The enrollment.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Ahead">Who has the places.</param>
public sealed record Outranked(Walker Walker, PlaceLimit Limit, ImmutableArray<Walker> Ahead)
{
    /// <summary>What happens to it.</summary>
    public WhenOutranked Rule => Limit.RuleFor(Walker);
}
