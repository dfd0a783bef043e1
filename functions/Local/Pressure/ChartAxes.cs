using OxyPlot;
using OxyPlot.Axes;

namespace Campaigns.Local.Pressure;

/// <summary>The axes the charts share.</summary>
internal static class ChartAxes
{
    /// <summary>Amounts from zero.</summary>
    public static LinearAxis Amount(AxisPosition position, string? title, double max) => new()
    {
        Position = position,
        Title = title,
        Minimum = 0,
        Maximum = max <= 0 ? 1 : max * 1.12,
        AxisTitleDistance = 20,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = ChartColours.Line,
        AxislineStyle = LineStyle.None,
        TickStyle = TickStyle.None,
        MinorTickSize = 0,
        StringFormat = "#,0.##",
        IntervalLength = 90,
        MinimumMajorStep = max > 5 ? 1 : 0,
    };

    /// <summary>Names at 0, 1, 2, …; shown from the top down, or from left to right.</summary>
    /// <param name="position">Left or bottom.</param>
    /// <param name="names">The names; an empty one is left blank.</param>
    /// <param name="title">What they are.</param>
    public static LinearAxis Names(AxisPosition position, IReadOnlyList<string> names, string? title = null) => new()
    {
        Position = position,
        Title = title,
        Minimum = -0.5,
        Maximum = Math.Max(1, names.Count) - 0.5,
        MajorStep = 1,
        MinorTickSize = 0,
        AxisTitleDistance = 20,
        TickStyle = TickStyle.None,
        AxislineStyle = LineStyle.Solid,
        AxislineColor = ChartColours.Line,
        StartPosition = position == AxisPosition.Left ? 1 : 0,
        EndPosition = position == AxisPosition.Left ? 0 : 1,
        LabelFormatter = value =>
            value >= 0 && value < names.Count && Math.Abs(value - Math.Round(value)) < 0.01 ? names[(int)Math.Round(value)] : "",
    };

    /// <summary>A text no longer than a label may be.</summary>
    public static string Short(string text, int max) => text.Length <= max ? text : text[..(max - 3)].TrimEnd() + "...";
}
