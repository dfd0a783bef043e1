using Campaigns.Definitions.Journeys;
using Campaigns.Insights.Statistics;
using Campaigns.Runtime.Library;
using NodaTime;

namespace Campaigns.Insights.Ramps;

/// <summary>What the rule of a ramp makes of its figures; pure.</summary>
/// <remarks>
/// A figure stops it when it has happened often enough and the lower end of the 95 % band of its rate (E. B. Wilson, Probable inference,
/// JASA 22 (1927) 209–212) lies above the limit: when a rate within the limit would show as much in less than one of forty looks.
/// </remarks>
public static class RampCheck
{
    /// <summary>Each figure that has a limit, and whether it stops the ramp.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="figures">What came of the version since the ramp began.</param>
    public static IReadOnlyList<RampMeasure> Measure(RampLimits limits, RampFigures figures)
    {
        var attempted = figures.Sent + figures.Failures;
        return
        [
            Of(RampFigure.OptOut, figures.OptOuts, figures.Sent, limits.OptOut),
            Of(RampFigure.Complaint, figures.Complaints, figures.Sent, limits.Complaint),
            Of(RampFigure.Bounce, figures.Bounces, attempted, limits.Bounce),
            Of(RampFigure.Failure, figures.Failures, attempted, limits.Failure),
        ];

        RampMeasure Of(string figure, long count, long of, double? limit)
        {
            var low = Uplift.BandOf(count, of)?.Low;
            return new(figure, count, of, limit, low, limit is { } most && count >= limits.AtLeast && low > most);
        }
    }

    /// <summary>What becomes of a ramp at an instant; null: it stays as it is.</summary>
    /// <param name="ramp">The ramp.</param>
    /// <param name="counted">What came of the version, ever.</param>
    /// <param name="now">The instant.</param>
    /// <param name="zone">The contact policy's zone.</param>
    public static JourneyRamp? Next(JourneyRamp ramp, RampFigures counted, Instant now, DateTimeZone zone)
    {
        if (ramp.IsOver || ramp.Share == 0)
            return null;
        var figures = ramp.Of(counted);
        foreach (var measure in Measure(ramp.Rule.StopAt, figures))
        {
            if (measure.Stops)
                return ramp.To(new RampStop(now, measure.Figure, measure.Count, measure.Of, measure.Limit!.Value, ramp.Share));
        }

        return ramp.Next(zone) is { } next && next.At <= now && counted.Entered - ramp.EnteredBefore >= ramp.Rule.AtLeast
            ? ramp.To(next.Share, now, RampChange.Rule, because: null, counted) : null;
    }
}

/// <summary>A figure of a ramp.</summary>
/// <param name="Figure">Which: <c>opt_out</c>, <c>complaint</c>, <c>bounce</c> or <c>failure</c>.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Of">Of how many messages.</param>
/// <param name="Limit">The most allowed, as a part of the messages; null: any.</param>
/// <param name="Low">The lower end of the 95 % band of its rate; null while there are no messages.</param>
/// <param name="Stops">Whether it stops the ramp.</param>
public sealed record RampMeasure(string Figure, long Count, long Of, double? Limit, double? Low, bool Stops);
