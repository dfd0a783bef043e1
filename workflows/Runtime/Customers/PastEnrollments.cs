using System.Collections.Immutable;
using System.Globalization;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// The customer's enrollments that are over. The latest are in the head, which every decision has; older ones are rows of their own,
/// which are read when a decision asks about them, so that a long history costs nothing.
/// </summary>
/// <remarks>
/// A row <c>p:</c> for each, under its entry key with the latest run first, for re-entry; and a row <c>g:</c>, by journey, for one whose
/// goal can still be reached.
/// </remarks>
public sealed record PastEnrollments
{
    /// <summary>No enrollment is over.</summary>
    public static readonly PastEnrollments None = new();

    /// <summary>When there are more in the head, the older ones leave it: so most customers never have any elsewhere.</summary>
    public const int MaxRecent = 32;

    /// <summary>How many stay then: some leave together, so that not each end has to write a row for another.</summary>
    public const int KeptRecent = 16;

    /// <summary>The most that leave in one save: heads of earlier versions hold thousands, and a save has a limit.</summary>
    public const int MaxMoved = 2000;

    /// <summary>The latest, in the order of their ends.</summary>
    public ImmutableArray<PastEnrollment> Recent { get; init; } = [];

    /// <summary>How many are rows of their own.</summary>
    public int Older { get; init; }

    /// <summary>Until when a goal of one of these can be reached, at the latest.</summary>
    public ImmutableArray<OlderGoal> OlderGoals { get; init; } = [];

    /// <summary>How many there are.</summary>
    public int Count => Recent.Length + Older;

    /// <summary>One more.</summary>
    public PastEnrollments With(PastEnrollment past) => this with { Recent = Recent.Add(past) };

    /// <summary>One whose goal can no longer be reached, or has been.</summary>
    public PastEnrollments WithoutGoal(EnrollmentId id) => this with
    {
        Recent = [.. Recent.Select(past => past.Id == id ? past.WithoutGoal() : past)],
    };

    /// <summary>The older ones among the latest leave when there are too many.</summary>
    /// <param name="moved">Those that left: to be written as rows.</param>
    public PastEnrollments MoveOlder(out ImmutableArray<PastEnrollment> moved)
    {
        if (Recent.Length <= MaxRecent)
        {
            moved = [];
            return this;
        }

        moved = Recent[..Math.Min(Recent.Length - KeptRecent, MaxMoved)];
        var ended = moved[^1].EndedAt; // what could be reached until then cannot be any more
        var goals = OlderGoals.Where(goal => goal.Until >= ended)
            .Concat(moved.Where(past => past.GoalUntil >= ended)
                .Select(past => new OlderGoal(past.Id.Journey, past.Version, past.GoalUntil!.Value)))
            .GroupBy(goal => (goal.Journey, goal.Version), (_, same) => same.MaxBy(goal => goal.Until)!);
        return new() { Recent = Recent[moved.Length..], Older = Older + moved.Length, OlderGoals = [.. goals] };
    }

    /// <summary>The row key of an enrollment that is over.</summary>
    internal static string KeyOf(EnrollmentId id) => RunsOf(id) + (MaxRun - id.Run).ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>What the row keys of all runs of an entry key begin with.</summary>
    internal static string RunsOf(EnrollmentId id) => Prefix + id.Value[..(id.Value.LastIndexOf('~') + 1)];

    /// <summary>The row key of one whose goal can still be reached.</summary>
    internal static string GoalKeyOf(EnrollmentId id) => GoalPrefix + id;

    /// <summary>What the row keys of all such of a journey begin with.</summary>
    internal static string GoalsOf(JourneyId journey) => $"{GoalPrefix}{journey}~";

    internal const string Prefix = "p:";
    internal const string GoalPrefix = "g:";
    private const int MaxRun = int.MaxValue; // runs count down in keys, so the latest comes first
}

/// <summary>That a goal of enrollments that are rows of their own can still be reached.</summary>
/// <param name="Journey">Their journey.</param>
/// <param name="Version">The version they were on.</param>
/// <param name="Until">Until when, at the latest.</param>
public sealed record OlderGoal(JourneyId Journey, int Version, Instant Until);
