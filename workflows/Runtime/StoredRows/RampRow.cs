using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Library;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.StoredRows;

/// <summary>A ramp within a journey's head.</summary>
internal sealed class RampRow
{
    public int Version { get; set; }

    public int Former { get; set; }

    public double Share { get; set; }

    public Instant Since { get; set; }

    public Instant BeganAt { get; set; }

    public double[]? Steps { get; set; }

    public string? After { get; set; }

    public int AtLeast { get; set; }

    public LimitsRow? StopAt { get; set; }

    public StopRow? Stopped { get; set; }

    public FiguresRow? Before { get; set; }

    public long EnteredBefore { get; set; }

    public RampChangeRow[]? Changes { get; set; }

    public static RampRow? Of(JourneyRamp? ramp) => ramp is null ? null : new()
    {
        Version = ramp.Version,
        Former = ramp.Former,
        Share = ramp.Share,
        Since = ramp.Since,
        BeganAt = ramp.BeganAt,
        Steps = [.. ramp.Rule.Steps],
        After = ramp.Rule.After is { } after ? PeriodPattern.Roundtrip.Format(after) : null,
        AtLeast = ramp.Rule.AtLeast,
        StopAt = ramp.Rule.StopAt is { } limits ? LimitsRow.Of(limits) : null,
        Stopped = ramp.Stopped is { } stop ? StopRow.Of(stop) : null,
        Before = ramp.Before == new RampFigures() ? null : FiguresRow.Of(ramp.Before),
        EnteredBefore = ramp.EnteredBefore,
        Changes = RowJson.Map(ramp.Changes, static change => new RampChangeRow
        {
            At = change.At,
            Share = change.Share,
            By = change.By,
            Because = change.Because,
        }),
    };

    public JourneyRamp Read() => new(Version, Former, Share, Since)
    {
        BeganAt = BeganAt,
        Rule = new RampRule
        {
            Steps = Steps is { } steps ? [.. steps] : RampRule.ByHand.Steps,
            After = After is { } after ? PeriodPattern.Roundtrip.Parse(after).Value : null,
            AtLeast = AtLeast,
            StopAt = StopAt?.Read() ?? new RampLimits(),
        },
        Stopped = Stopped?.Read(),
        Before = Before?.Read() ?? new RampFigures(),
        EnteredBefore = EnteredBefore,
        Changes = RowJson.Map(Changes, static change => new RampChange(change.At, change.Share, change.By, change.Because)),
    };

    /// <summary>The limits of a ramp.</summary>
    internal sealed class LimitsRow
    {
        public double? OptOut { get; set; }

        public double? Complaint { get; set; }

        public double? Bounce { get; set; }

        public double? Failure { get; set; }

        public int AtLeast { get; set; }

        public static LimitsRow Of(RampLimits limits) => new()
        {
            OptOut = limits.OptOut,
            Complaint = limits.Complaint,
            Bounce = limits.Bounce,
            Failure = limits.Failure,
            AtLeast = limits.AtLeast,
        };

        public RampLimits Read() =>
            new() { OptOut = OptOut, Complaint = Complaint, Bounce = Bounce, Failure = Failure, AtLeast = AtLeast };
    }

    /// <summary>Why a ramp stopped.</summary>
    internal sealed class StopRow
    {
        public Instant At { get; set; }

        public string Figure { get; set; } = "";

        public long Count { get; set; }

        public long Messages { get; set; }

        public double Limit { get; set; }

        public double Share { get; set; }

        public static StopRow Of(RampStop stop) => new()
        {
            At = stop.At,
            Figure = stop.Figure,
            Count = stop.Count,
            Messages = stop.Of,
            Limit = stop.Limit,
            Share = stop.Share,
        };

        public RampStop Read() => new(At, Figure, Count, Messages, Limit, Share);
    }

    /// <summary>Figures of a version.</summary>
    internal sealed class FiguresRow
    {
        public long Entered { get; set; }

        public long Sent { get; set; }

        public long OptOuts { get; set; }

        public long Complaints { get; set; }

        public long Bounces { get; set; }

        public long Failures { get; set; }

        public static FiguresRow Of(RampFigures figures) => new()
        {
            Entered = figures.Entered,
            Sent = figures.Sent,
            OptOuts = figures.OptOuts,
            Complaints = figures.Complaints,
            Bounces = figures.Bounces,
            Failures = figures.Failures,
        };

        public RampFigures Read() => new(Entered, Sent, OptOuts, Complaints, Bounces, Failures);
    }

    /// <summary>A change of a ramp.</summary>
    internal sealed class RampChangeRow
    {
        public Instant At { get; set; }

        public double Share { get; set; }

        public string By { get; set; } = "";

        public string? Because { get; set; }
    }
}
