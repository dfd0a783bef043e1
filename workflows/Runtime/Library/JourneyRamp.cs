using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>How far the newest version of a journey has come before customers. A part of the journey's head, so one write decides.</summary>
/// <param name="Version">The version.</param>
/// <param name="Former">The version that customers outside the share take; 0: they do not enter.</param>
/// <param name="Share">The share in percent, from 0 (nobody enters the version any more) to 100 (it is over).</param>
/// <param name="Since">Since when it is that share.</param>
public sealed record JourneyRamp(int Version, int Former, double Share, Instant Since)
{
    /// <summary>All customers.</summary>
    public const double All = 100;

    /// <summary>How many changes are kept: the latest.</summary>
    public const int KeptChanges = 20;

    /// <summary>How it goes on, and what stops it.</summary>
    public RampRule Rule { get; init; } = RampRule.ByHand;

    /// <summary>Why its figures have stopped it; null: they have not.</summary>
    public RampStop? Stopped { get; init; }

    /// <summary>The version's figures when somebody began it again after they had stopped it: what was before counts no more.</summary>
    public RampFigures Before { get; init; } = new();

    /// <summary>How many enrollments had begun in the version when the present share began.</summary>
    public long EnteredBefore { get; init; }

    /// <summary>Who changed it and how, the latest last.</summary>
    public ImmutableArray<RampChange> Changes { get; init; } = [];

    /// <summary>When it began.</summary>
    public Instant BeganAt { get; init; }

    /// <summary>Whether every customer takes the version.</summary>
    public bool IsOver => Share >= All;

    /// <summary>What the rule looks at: the version's figures since the ramp began, or was begun again.</summary>
    public RampFigures Of(RampFigures counted) => counted - Before;

    /// <summary>The next share that comes by itself, if the figures allow, and when at the earliest; null: none does.</summary>
    /// <param name="zone">The contact policy's zone, by whose calendar days are reckoned.</param>
    public (double Share, Instant At)? Next(DateTimeZone zone) =>
        Share > 0 && Rule is { After: { } after } && Rule.NextAfter(Share) is { } share
            ? (share, Decisions.Engine.LocalClock.Plus(Since.InZone(zone), after)) : null;

    /// <summary>Another share.</summary>
    /// <param name="share">The share.</param>
    /// <param name="at">When.</param>
    /// <param name="by">Who: the name of a key, whoever works on the command line, or <see cref="RampChange.Rule"/>.</param>
    /// <param name="because">Why, in words; null: nobody said.</param>
    /// <param name="counted">The version's figures; null: not known, so what follows from them begins anew.</param>
    public JourneyRamp To(double share, Instant at, string by, string? because, RampFigures? counted) => this with
    {
        Share = share,
        Since = at,
        Stopped = null,
        Before = Share == 0 ? counted ?? Before : Before,
        EnteredBefore = counted?.Entered ?? EnteredBefore,
        Changes = With(new RampChange(at, share, by, because)),
    };

    /// <summary>Stopped by its figures: nobody enters the version any more.</summary>
    public JourneyRamp To(RampStop stop) => this with
    {
        Share = 0,
        Since = stop.At,
        Stopped = stop,
        Changes = With(new RampChange(stop.At, 0, RampChange.Rule, stop.Sentence)),
    };

    private ImmutableArray<RampChange> With(RampChange change)
    {
        var changes = Changes.Add(change);
        return changes.Length > KeptChanges ? changes[^KeptChanges..] : changes;
    }
}

/// <summary>A change of a ramp.</summary>
/// <param name="At">When.</param>
/// <param name="Share">The share since then, in percent.</param>
/// <param name="By">Who did it.</param>
/// <param name="Because">Why, in words; null: nobody said.</param>
public sealed record RampChange(Instant At, double Share, string By, string? Because)
{
    /// <summary>Who does what a ramp does by itself.</summary>
    public const string Rule = "the rule";

    /// <summary>The longest reason.</summary>
    public const int MaxBecause = 256;
}

/// <summary>What came of a version: enrollments, and what became of its messages.</summary>
/// <param name="Entered">Enrollments that began, the holdout group's included.</param>
/// <param name="Sent">Messages a provider took.</param>
/// <param name="OptOuts">Opt-outs in answer to them.</param>
/// <param name="Complaints">Complaints about them.</param>
/// <param name="Bounces">Messages that came back because of their address.</param>
/// <param name="Failures">Messages that failed for good, bounces included and complaints not.</param>
public sealed record RampFigures(
    long Entered = 0, long Sent = 0, long OptOuts = 0, long Complaints = 0, long Bounces = 0, long Failures = 0)
{
    /// <summary>What came later; never less than nothing, also where figures are counted anew.</summary>
    public static RampFigures operator -(RampFigures all, RampFigures before) => new(
        Math.Max(0, all.Entered - before.Entered), Math.Max(0, all.Sent - before.Sent), Math.Max(0, all.OptOuts - before.OptOuts),
        Math.Max(0, all.Complaints - before.Complaints), Math.Max(0, all.Bounces - before.Bounces),
        Math.Max(0, all.Failures - before.Failures));
}

/// <summary>Why its figures have stopped a ramp.</summary>
/// <param name="At">When.</param>
/// <param name="Figure">Which: <c>opt_out</c>, <c>complaint</c>, <c>bounce</c> or <c>failure</c>.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Of">Of how many messages.</param>
/// <param name="Limit">The most allowed, as a part of the messages.</param>
/// <param name="Share">The share by then, in percent.</param>
public sealed record RampStop(Instant At, string Figure, long Count, long Of, double Limit, double Share)
{
    /// <summary>It in words.</summary>
    public string Sentence => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Words}: {Count:N0} of {Of:N0} messages ({(double)Count / Math.Max(1, Of):P2}), more than {Limit:P2}");

    private string Words => Figure switch
    {
        RampFigure.OptOut => "opt-outs",
        RampFigure.Complaint => "complaints",
        RampFigure.Bounce => "bounces",
        _ => "failures",
    };
}

/// <summary>The figures that stop a ramp.</summary>
public static class RampFigure
{
    /// <summary>Opt-outs.</summary>
    public const string OptOut = "opt_out";

    /// <summary>Complaints.</summary>
    public const string Complaint = "complaint";

    /// <summary>Bounces.</summary>
    public const string Bounce = "bounce";

    /// <summary>Failures.</summary>
    public const string Failure = "failure";
}
