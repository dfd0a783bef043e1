using System.Globalization;
using Campaigns.Insights.Pressure;
using Campaigns.Local.Commands;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Campaigns.Local.Pressure;

/// <summary>How many messages each rule held back, and how many of them were sent later all the same.</summary>
internal static class RulesPlot
{
    private const int MaxRules = 8;
    private const int MaxNameLength = 34;
    private const double HalfBar = 0.34;

    public static PlotModel Of(PortfolioPressure pressure)
    {
        var held = pressure.Rules.Where(rule => rule.Messages > 0).ToList();
        var shown = held.Take(held.Count > MaxRules ? MaxRules - 1 : MaxRules)
            .Select(rule => (Name: Name(rule.Reason), rule.Messages, rule.SentLater)).ToList();
        if (held.Count > MaxRules)
            shown.Add(
                ($"{held.Count - shown.Count} other reasons", held.Skip(shown.Count).Sum(rule => rule.Messages),
                    held.Skip(shown.Count).Sum(rule => rule.SentLater)));
        var plot = ChartPage.Plot("Messages held back, by reason", shown.Count == 0 ? "none was held back"
            : "deferred, bumped or refused; each message counted once");
        plot.Axes.Add(ChartAxes.Names(AxisPosition.Left, [.. shown.Select(rule => ChartAxes.Short(rule.Name, MaxNameLength))]));
        plot.Axes.Add(ChartAxes.Amount(AxisPosition.Bottom, "messages", shown.Select(rule => rule.Messages).DefaultIfEmpty().Max()));
        plot.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.BottomCenter,
            LegendPlacement = LegendPlacement.Outside,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendFontSize = 15,
        });
        var sent = new RectangleBarSeries { Title = "sent later", FillColor = ChartColours.Blue, StrokeThickness = 0 };
        var silent = new RectangleBarSeries { Title = "not sent", FillColor = ChartColours.Orange, StrokeThickness = 0 };
        for (var i = 0; i < shown.Count; i++)
        {
            var (_, messages, later) = shown[i];
            sent.Items.Add(new RectangleBarItem(0, i - HalfBar, later, i + HalfBar));
            silent.Items.Add(new RectangleBarItem(later, i - HalfBar, messages, i + HalfBar));
            plot.Annotations.Add(Number(messages, i));
        }

        plot.Series.Add(sent);
        plot.Series.Add(silent);
        return plot;
    }

    /// <summary>The usual words, but short where they would hide the journey's name.</summary>
    private static string Name(string reason) =>
        reason.StartsWith("outranked:", StringComparison.Ordinal) ? reason.Replace(":", " by ", StringComparison.Ordinal)
        : DisplayText.Reason(reason);

    private static TextAnnotation Number(long messages, int row) => new()
    {
        Text = messages.ToString("N0", CultureInfo.InvariantCulture),
        TextPosition = new DataPoint(messages, row),
        Offset = new ScreenVector(6, 0),
        TextHorizontalAlignment = HorizontalAlignment.Left,
        TextVerticalAlignment = VerticalAlignment.Middle,
        StrokeThickness = 0,
        TextColor = ChartColours.Ink,
    };
}
