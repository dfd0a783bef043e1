using System.Collections.Immutable;
using NodaTime;

namespace Campaigns.Model.Customers;

/// <summary>At which hours of their day a customer opened and clicked: 24 counters whose memory fades.</summary>
/// <param name="Weights">One for each hour, as of <paramref name="At"/>.</param>
/// <param name="At">The latest observation.</param>
public sealed record ResponseHours(ImmutableArray<double> Weights, Instant At)
{
    /// <summary>After this long an observation counts half.</summary>
    public static readonly Duration HalfLife = Duration.FromDays(90);

    /// <summary>So much must be remembered before an hour is called the best: about five recent observations.</summary>
    public const double Enough = 4.5;

    private const int Hours = 24;
    private const int Decimals = 3; // keeps the stored row small

    /// <summary>With one more observation; null before the first.</summary>
    public static ResponseHours Record(ResponseHours? known, int hour, Instant at)
    {
        var weights = known?.WeightsAt(at) ?? new double[Hours];
        weights[hour]++;
        return new([.. weights.Select(weight => Math.Round(weight, Decimals))], known is not null && known.At > at ? known.At : at);
    }

    /// <summary>The hour of most answers, counting those of the hours beside it half; null while too little is remembered.</summary>
    public int? BestAt(Instant now)
    {
        var weights = WeightsAt(now);
        if (weights.Sum() < Enough)
            return null;
        double Score(int hour) => weights[hour] + (0.5 * (weights[(hour + 1) % Hours] + weights[(hour + Hours - 1) % Hours]));
        return Enumerable.Range(0, Hours).MaxBy(Score);
    }

    private double[] WeightsAt(Instant at)
    {
        var faded = at > At ? Math.Pow(0.5, (at - At) / HalfLife) : 1;
        return [.. Weights.Select(weight => weight * faded)];
    }
}
