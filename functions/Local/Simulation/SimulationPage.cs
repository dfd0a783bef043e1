using System.Globalization;
using Campaigns.Local.Pressure;
using Campaigns.Simulation.Reports;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Campaigns.Local.Simulation;

/// <summary>A simulation on one slide: messages by day and channel, how many each customer gets, what was held back.</summary>
internal static class SimulationPage
{
    private const double Top = 108;
    private const double Middle = 480;
    private const int MaxDayLabels = 12;
    private const int MaxContacts = 20;

    public static void Write(Stream stream, SimulationReport report)
    {
        using var page = new ChartPage(stream, "What would happen", Sentence(report));
        page.Place(Days(report), 30, Top, ChartPage.Width - 60, Middle - Top);
        page.Place(Contacts(report), 30, Middle, 620, ChartPage.Height - Middle - 10);
        if (report.Pressure is { } pressure)
            page.Place(RulesPlot.Of(pressure), 670, Middle, ChartPage.Width - 700, ChartPage.Height - Middle - 10);
    }

    private static string Sentence(SimulationReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.From} to {report.To}, {report.Customers:N0} customers: {report.Messages:N0} messages to {report.Reached:N0} of them; " +
        $"behaviour as stated, seed {report.Seed}");

    private static PlotModel Days(SimulationReport report)
    {
        var plot = ChartPage.Plot("Messages a day", "by channel, stacked");
        string[] days = [.. report.Days.Select(day => day.Day).Distinct()];
        var every = Math.Max(1, (days.Length + MaxDayLabels - 1) / MaxDayLabels);
        var below = new double[days.Length];
        var at = days.Select((day, i) => (day, i)).ToDictionary(pair => pair.day, pair => pair.i);
        var colour = 0;
        foreach (var channel in report.Channels)
        {
            var series = new RectangleBarSeries
            {
                Title = channel.Channel,
                StrokeThickness = 0,
                FillColor = ChartColours.Amounts[colour++ % ChartColours.Amounts.Count],
            };
            foreach (var day in report.Days.Where(day => day.Channel == channel.Channel))
            {
                var i = at[day.Day];
                series.Items.Add(new RectangleBarItem(i - 0.45, below[i], i + 0.45, below[i] + day.Messages));
                below[i] += day.Messages;
            }

            plot.Series.Add(series);
        }

        plot.Axes.Add(ChartAxes.Amount(AxisPosition.Left, "messages", below.DefaultIfEmpty().Max()));
        plot.Axes.Add(ChartAxes.Names(AxisPosition.Bottom, [.. days.Select((day, i) => i % every == 0 ? day : "")]));
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.RightTop, LegendPlacement = LegendPlacement.Outside, LegendFontSize = 15 });
        return plot;
    }

    private static PlotModel Contacts(SimulationReport report)
    {
        var plot = ChartPage.Plot("Messages a customer gets", $"customers by the number of messages from {report.From} to {report.To}");
        var last = Math.Min(MaxContacts, report.Contacts.Keys.DefaultIfEmpty().Max());
        long[] customers = [.. Enumerable.Range(0, last + 1).Select(contacts => contacts < last
            ? report.Contacts.GetValueOrDefault(contacts)
            : report.Contacts.Where(count => count.Key >= last).Sum(count => count.Value))];
        var series = new RectangleBarSeries { FillColor = ChartColours.Blue, StrokeThickness = 0 };
        for (var i = 0; i < customers.Length; i++)
            series.Items.Add(new RectangleBarItem(i - 0.4, 0, i + 0.4, customers[i]));
        plot.Axes.Add(ChartAxes.Amount(AxisPosition.Left, "customers", customers.DefaultIfEmpty().Max()));
        plot.Axes.Add(ChartAxes.Names(AxisPosition.Bottom,
            [.. customers.Select((_, i) => i == MaxContacts ? $"{i}+" : i.ToString(CultureInfo.InvariantCulture))]));
        plot.Series.Add(series);
        return plot;
    }
}
