using System.Collections.Immutable;
using Campaigns.Decisions.Migration;
using Campaigns.Insights.Enrollments;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Migrations;

/// <summary>Looks where those inside a journey would go on another version, and whether that is clear for all of them.</summary>
/// <param name="library">The journeys.</param>
/// <param name="rows">The store.</param>
/// <param name="time">The clock.</param>
public sealed class MigrationPreview(CampaignLibrary library, IRowStore rows, TimeProvider time)
{
    /// <summary>For how long a request counts: what it has not seen by then is taken as if somebody stood everywhere.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    /// <summary>Looks at everybody inside: one read for each customer of the store.</summary>
    /// <param name="journey">A journey with a version that can be read.</param>
    /// <param name="from">The version they are on; null: any but the other one.</param>
    /// <param name="to">The version they go to.</param>
    /// <param name="rules">What is to be done where the two do not say it.</param>
    /// <param name="limit">For how long; null: to the end.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<MigrationReport> LookAsync(
        JourneyId journey, int? from, int to, MigrationRules rules, TimeSpan? limit, CancellationToken cancel)
    {
        var target = library.Find(journey, to) ?? throw new ArgumentException($"there is no version {to}", nameof(to));
        var counts = new SortedDictionary<int, VersionCount>();
        if (from is { } named)
            counts[named] = new(MigrationPlan.Of(library.Find(journey, named)!, target, rules));
        var began = time.GetTimestamp();
        var complete = true;
        await foreach (var (customer, enrollment) in JourneyEnrollments.ReadAsync(rows, journey, finished: false, cancel))
        {
            if (enrollment.Version != to && (from is null || enrollment.Version == from)
                && library.Find(journey, enrollment.Version) is { } version)
            {
                if (!counts.TryGetValue(enrollment.Version, out var count))
                    counts[enrollment.Version] = count = new(MigrationPlan.Of(version, target, rules));
                var zone = customer.Profile.ZoneOr(library.ContactPolicy.TimeZone);
                count.Add(enrollment.State, EnrollmentMigration.Move(count.Plan, enrollment.State,
                    customer.UnsentSteps(enrollment.Id, withTasks: true), Instant.FromDateTimeOffset(time.GetUtcNow()).InZone(zone)));
            }

            if (limit is { } most && time.GetElapsedTime(began) > most)
            {
                complete = false;
                break;
            }
        }

        return new MigrationReport(journey.Value, to, complete, [.. counts.Values.Select(count => count.Report(complete))]);
    }

    private sealed class VersionCount(MigrationPlan plan)
    {
        private readonly Dictionary<StepId, long> _here = [];
        private readonly Dictionary<StepId, (Instant First, Instant Last)> _wakes = [];
        private long _running;
        private long _movable;
        private long _notBegun;
        private long _unsent;
        private long _passed;

        public MigrationPlan Plan => plan;

        public void Add(Decisions.Engine.EnrollmentState state, MigrationResult result)
        {
            _running++;
            if (state.At is { } at)
                _here[at] = _here.GetValueOrDefault(at) + 1;
            else
                _notBegun++;
            switch (result.Refusal)
            {
                case MigrationRefusal.Unsent: _unsent++; break;
                case MigrationRefusal.ChangedSplit: _passed++; break;
                case MigrationRefusal.None: _movable++; break;
                default: break;
            }

            if (state.At is { } step && result.State?.Until is { } until && plan.Of(step)?.Says is not null)
            {
                _wakes[step] = _wakes.TryGetValue(step, out var known)
                    ? (Instant.Min(known.First, until), Instant.Max(known.Last, until)) : (until, until);
            }
        }

        public VersionReport Report(bool complete)
        {
            var steps = plan.Moves.Select(move => new StepReport(
                move.From.Value, move.To?.Value, _here.GetValueOrDefault(move.From), move.Problem, move.Says)
            {
                WakesFirst = _wakes.TryGetValue(move.From, out var wakes) ? wakes.First : null,
                WakesLast = _wakes.TryGetValue(move.From, out var last) ? last.Last : null,
            }).ToImmutableArray();
            return new VersionReport(plan.From.Version, _running, _movable, _notBegun, _unsent, steps)
            {
                ChangedSplits = [.. plan.ChangedSplits.Select(split => split.Value)],
                PassedChangedSplits = _passed,
                Unclear =
                [
                    .. plan.Faults,
                    .. steps.Where(step => step.Problem != MoveProblem.None && (step.Here > 0 || !complete))
                        .Select(step => $"{Count(step.Here, complete)} at \"{step.Step}\": {step.Says}"),
                    .. _passed > 0 || (!complete && !plan.ChangedSplits.IsEmpty && !plan.Rules.KeepArms)
                        ? (string[])[$"{Count(_passed, complete)} passed the split \"{string.Join("\", \"", plan.ChangedSplits)}\", whose arms have changed; "
                            + "say whether they stay in their arm"] : [],
                ],
            };
        }

        private static string Count(long count, bool complete) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(complete ? "" : "at least ")}{count:N0}");
    }
}

/// <summary>Where those inside a journey would go.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="To">The version they would go to.</param>
/// <param name="Complete">Whether all customers were looked at; otherwise counts are lower bounds.</param>
/// <param name="Versions">By the version they are on.</param>
public sealed record MigrationReport(string Journey, int To, bool Complete, ImmutableArray<VersionReport> Versions)
{
    /// <summary>Whether it is clear for all where they go.</summary>
    public bool IsClear => Versions.All(version => version.Unclear.IsEmpty);
}

/// <summary>Where those on one version would go.</summary>
/// <param name="From">The version.</param>
/// <param name="Running">How many are on it.</param>
/// <param name="Movable">How many of them would be moved now.</param>
/// <param name="NotBegun">How many are held from the start, at no step.</param>
/// <param name="Unsent">How many stay until a message has left that the new version would not send so; they can be moved later.</param>
/// <param name="Steps">By the step they stand at, in the order of the old version.</param>
public sealed record VersionReport(
    int From, long Running, long Movable, long NotBegun, long Unsent, ImmutableArray<StepReport> Steps)
{
    /// <summary>Splits that have other arms in the new version.</summary>
    public ImmutableArray<string> ChangedSplits { get; init; } = [];

    /// <summary>How many have passed one and are therefore not moved.</summary>
    public long PassedChangedSplits { get; init; }

    /// <summary>What is not clear, a sentence each; empty: it may be done.</summary>
    public ImmutableArray<string> Unclear { get; init; } = [];
}

/// <summary>Where those at a step would go.</summary>
/// <param name="Step">The step of the old version.</param>
/// <param name="To">The step of the new one; null: there is none.</param>
/// <param name="Here">How many stand there.</param>
/// <param name="Problem">Why they cannot be moved; <c>none</c>: they can.</param>
/// <param name="Says">The problem, or what changes for them, in words; null: nothing.</param>
public sealed record StepReport(string Step, string? To, long Here, MoveProblem Problem, string? Says)
{
    /// <summary>Where the time of their wait changes: when the first of them would wake.</summary>
    public Instant? WakesFirst { get; init; }

    /// <summary>When the last would.</summary>
    public Instant? WakesLast { get; init; }
}
