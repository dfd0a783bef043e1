namespace Campaigns.Insights.Statistics;

/// <summary>How much likelier customers reach the goal with the journey than without, and how sure that is.</summary>
/// <param name="Rate">Converted of those who entered.</param>
/// <param name="HoldoutRate">The same of the holdout group.</param>
/// <param name="Difference">The former less the latter, from -1 to 1.</param>
/// <param name="Low">The lower end of the 95 % confidence interval of the difference.</param>
/// <param name="High">The upper end.</param>
/// <param name="Significant">Whether the interval leaves out zero.</param>
/// <remarks>
/// R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
/// (1998) 873–890, method 10: the ends of the two Wilson score intervals squared and added. Holds its level for small
/// groups and rates near 0 and 1, where the textbook interval does not.
/// </remarks>
public sealed record Uplift(double Rate, double HoldoutRate, double Difference, double Low, double High, bool Significant)
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The uplift of a journey over its holdout group; null when either is empty.</summary>
    /// <remarks>A span of days may hold conversions of those who entered before it: then the rate is cut off at 1.</remarks>
    public static Uplift? Of(long converted, long entered, long holdoutConverted, long holdoutEntered)
    {
        if (entered <= 0 || holdoutEntered <= 0)
            return null;
        var (p1, p2) = (Math.Min(1, (double)converted / entered), Math.Min(1, (double)holdoutConverted / holdoutEntered));
        var (low1, high1) = Wilson(p1, entered);
        var (low2, high2) = Wilson(p2, holdoutEntered);
        var difference = p1 - p2;
        var low = difference - Math.Sqrt(Square(p1 - low1) + Square(high2 - p2));
        var high = difference + Math.Sqrt(Square(high1 - p1) + Square(p2 - low2));
        return new Uplift(p1, p2, difference, low, high, low > 0 || high < 0);
    }

    /// <summary>The 95 % band of a rate; null when nobody entered.</summary>
    public static (double Low, double High)? BandOf(long converted, long entered) =>
        entered <= 0 ? null : Wilson(Math.Min(1, (double)converted / entered), entered);

    /// <summary>Wilson's score interval: E. B. Wilson, Probable inference, JASA 22 (1927) 209–212.</summary>
    private static (double Low, double High) Wilson(double p, long n)
    {
        var centre = p + Z * Z / (2 * n);
        var spread = Z * Math.Sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
        var scale = 1 + Z * Z / n;
        return ((centre - spread) / scale, (centre + spread) / scale);
    }

    private static double Square(double x) => x * x;
}
