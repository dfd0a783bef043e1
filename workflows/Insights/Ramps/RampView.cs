using Campaigns.Runtime.Library;
using NodaTime;

namespace Campaigns.Insights.Ramps;

/// <summary>How a ramp stands, for people.</summary>
/// <param name="Status"><c>ramping</c>, <c>stopped</c> or <c>over</c>.</param>
/// <param name="Version">The version that comes before customers.</param>
/// <param name="FormerVersion">The version that the others enter; 0: they do not enter.</param>
/// <param name="Share">The share in percent.</param>
/// <param name="Since">Since when it is that share.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="Steps">The shares of its rule, in percent.</param>
/// <param name="Figures">Its figures, those that have a limit with it.</param>
/// <param name="Entered">Enrollments that began in the version since the ramp began.</param>
/// <param name="EnteredInStep">Of these, those since it is this share.</param>
/// <param name="Changes">Who changed it, the latest first.</param>
public sealed record RampView(
    RampStatus Status, int Version, int FormerVersion, double Share, Instant Since, Instant BeganAt, IReadOnlyList<double> Steps,
    IReadOnlyList<RampMeasure> Figures, long Entered, long EnteredInStep, IReadOnlyList<RampChange> Changes)
{
    /// <summary>The next share that comes by itself; null: none does.</summary>
    public double? NextShare { get; init; }

    /// <summary>When at the earliest.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>How many must have entered in this step before.</summary>
    public long? NextAtLeast { get; init; }

    /// <summary>Why its figures have stopped it; null: they have not.</summary>
    public RampStop? Stopped { get; init; }

    /// <summary>A ramp with its figures.</summary>
    /// <param name="ramp">The ramp.</param>
    /// <param name="counted">What came of its version, ever.</param>
    /// <param name="zone">The contact policy's zone.</param>
    public static RampView Of(JourneyRamp ramp, RampFigures counted, DateTimeZone zone)
    {
        var figures = ramp.Of(counted);
        var next = ramp.Next(zone);
        return new(
            ramp.IsOver ? RampStatus.Over : ramp.Share == 0 ? RampStatus.Stopped : RampStatus.Ramping, ramp.Version, ramp.Former, ramp.Share,
            ramp.Since, ramp.BeganAt, ramp.Rule.Steps, RampCheck.Measure(ramp.Rule.StopAt, figures), figures.Entered,
            Math.Max(0, counted.Entered - ramp.EnteredBefore), [.. ramp.Changes.Reverse()])
        {
            NextShare = next?.Share,
            NextAt = next?.At,
            NextAtLeast = next is null ? null : ramp.Rule.AtLeast,
            Stopped = ramp.Stopped,
        };
    }
}

/// <summary>How a ramp stands, in one word.</summary>
public enum RampStatus
{
    /// <summary>A share of the customers enter the version.</summary>
    Ramping,

    /// <summary>Nobody enters it any more.</summary>
    Stopped,

    /// <summary>All do.</summary>
    Over,
}
