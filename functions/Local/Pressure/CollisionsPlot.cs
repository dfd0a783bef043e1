using System.Globalization;
using Campaigns.Insights.Pressure;
using Campaigns.Model;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;

namespace Campaigns.Local.Pressure;

/// <summary>Which journey had to wait for which: a matrix, darker for more.</summary>
internal static class CollisionsPlot
{
    private const int MaxJourneys = 7;
    private const int MaxNameLength = 18;
    private const int MaxNamesAbreast = 3; // more would run into each other: then letters stand for them

    public static PlotModel Of(PortfolioPressure pressure)
    {
        var journeys = pressure.Collisions
            .SelectMany(pair => new[] { (Journey: pair.Waited, pair.Messages), (Journey: pair.WentFirst, pair.Messages) })
            .GroupBy(pair => pair.Journey, pair => pair.Messages).OrderByDescending(journey => journey.Sum())
            .ThenBy(journey => journey.Key.Value, StringComparer.Ordinal).Select(journey => journey.Key).ToList();
        var shown = journeys.Take(MaxJourneys).ToList();
        var left = journeys.Count > MaxJourneys ? $"; {journeys.Count - MaxJourneys} more journeys are in the table" : "";
        var plot = ChartPage.Plot("Which journey waited for which", shown.Count == 0 ? "no collisions"
            : $"messages that had to wait, each once{left}");
        string[] names = [.. shown.Select(journey => ChartAxes.Short(journey.Value, MaxNameLength))];
        string[] letters = [.. names.Select((_, i) => ((char)('A' + i)).ToString())];
        var narrow = names.Length > MaxNamesAbreast;
        plot.Axes.Add(
            ChartAxes.Names(AxisPosition.Left, narrow ? [.. names.Zip(letters, (name, letter) => $"{name} {letter}")] : names,
                "had to wait"));
        plot.Axes.Add(ChartAxes.Names(AxisPosition.Bottom, narrow ? letters : names, "went first"));
        var max = pressure.Collisions.Select(pair => pair.Messages).DefaultIfEmpty().Max();
        if (shown.Count == 0)
        {
            foreach (var axis in plot.Axes)
                axis.IsAxisVisible = false;
        }

        for (var row = 0; row < shown.Count; row++)
        {
            for (var column = 0; column < shown.Count; column++)
                plot.Annotations.Add(Cell(Messages(pressure, shown[row], shown[column]), max, row, column));
        }

        return plot;
    }

    private static long Messages(PortfolioPressure pressure, JourneyId waited, JourneyId first) =>
        pressure.Collisions.FirstOrDefault(pair => pair.Waited == waited && pair.WentFirst == first)?.Messages ?? 0;

    private static RectangleAnnotation Cell(long messages, long max, int row, int column)
    {
        var part = max == 0 ? 0 : (double)messages / max;
        return new()
        {
            MinimumX = column - 0.48,
            MaximumX = column + 0.48,
            MinimumY = row - 0.47,
            MaximumY = row + 0.47,
            Layer = AnnotationLayer.BelowSeries,
            Fill = messages == 0 ? OxyColor.FromRgb(0xF7, 0xF7, 0xF7) : ChartColours.Shade(part),
            StrokeThickness = 0,
            Text = messages == 0 ? "–" : messages.ToString("N0", CultureInfo.InvariantCulture),
            FontSize = 17,
            TextColor = messages == 0 ? ChartColours.Quiet : ChartColours.On(part),
        };
    }
}
