using Campaigns.Decisions.Migration;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>Work over all customers that goes on in the background, page by page, and survives restarts.</summary>
public interface ISweeps
{
    /// <summary>Orders a sweep. Ordering the same one again is harmless.</summary>
    /// <param name="sweep">What to do for each customer.</param>
    /// <param name="cancel">Stops the ordering, not the sweep.</param>
    ValueTask OrderAsync(Sweep sweep, CancellationToken cancel);
}

/// <summary>Something to do for every customer.</summary>
/// <param name="Journey">The journey, or other document, it is about.</param>
/// <param name="Kind">What.</param>
/// <param name="At">The occurrence it belongs to, part of its identity: a scheduled instant, the instant of a publish or resume.</param>
public sealed record Sweep(JourneyId Journey, SweepKind Kind, Instant At)
{
    /// <summary>
    /// For <see cref="SweepKind.Audience"/>: the schedule that fired; null on what an older version ordered, which means all of the
    /// journey's.
    /// </summary>
    public string? Schedule { get; init; }

    /// <summary>For <see cref="SweepKind.Stop"/>: the outcome enrollments end with.</summary>
    public string? Outcome { get; init; }

    /// <summary>For <see cref="SweepKind.Migrate"/>: between which versions, and how.</summary>
    public Migration? Migration { get; init; }
}

/// <summary>Moving running enrollments of a journey from one version to another.</summary>
/// <param name="From">The version they are on.</param>
/// <param name="To">The version they go to.</param>
/// <param name="Rules">What is to be done where the two do not say it.</param>
public sealed record Migration(int From, int To, MigrationRules Rules);

/// <summary>What a sweep does for each customer.</summary>
public enum SweepKind
{
    /// <summary>Enters those whose date is within reach: after a publish.</summary>
    Dates,

    /// <summary>Enters those of the audience: when a schedule fires.</summary>
    Audience,

    /// <summary>Carries enrollments on: after a resume.</summary>
    Resume,

    /// <summary>Ends enrollments: after a retirement that does not let them finish.</summary>
    Stop,

    /// <summary>Gives and takes the slots of concurrency: after the contact policy's concurrency changed.</summary>
    Concurrency,

    /// <summary>Moves enrollments to another version.</summary>
    Migrate,
}
