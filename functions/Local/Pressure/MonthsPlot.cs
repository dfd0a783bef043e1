using System.Globalization;
using Campaigns.Insights.Pressure;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Campaigns.Local.Pressure;

/// <summary>Which part of the customers got 1, 2, 3, … contacts in each month, stacked.</summary>
internal static class MonthsPlot
{
    private const int MaxLabels = 13;
    private const double HalfBar = 0.38;

    public static PlotModel Of(PortfolioPressure pressure)
    {
        var plot = ChartPage.Plot("Contacts per customer and month", "part of all customers, by how many contacts they got");
        var months = pressure.Months;
        var max = months.Select(month => 100.0 * month.Contacted / Math.Max(1, pressure.Customers)).DefaultIfEmpty().Max();
        var every = (months.Length + MaxLabels - 1) / MaxLabels;
        plot.Axes.Add(ChartAxes.Amount(AxisPosition.Left, "% of customers", max));
        plot.Axes.Add(ChartAxes.Names(AxisPosition.Bottom, [.. months.Select((month, i) => i % every == 0 ? Name(month) : "")]));
        plot.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.RightTop,
            LegendPlacement = LegendPlacement.Outside,
            LegendTitle = "Contacts",
            LegendFontSize = 15,
            LegendTitleFontSize = 15,
            LegendItemOrder = LegendItemOrder.Reverse,
            LegendLineSpacing = 4,
        });
        var columns = Math.Min(ChartColours.Amounts.Count, Math.Max(1, months.Select(month => month.Max).DefaultIfEmpty().Max()));
        var below = new double[months.Length];
        for (var contacts = 1; contacts <= columns; contacts++)
            plot.Series.Add(Layer(pressure, contacts, last: contacts == columns, below));
        return plot;
    }

    private static RectangleBarSeries Layer(PortfolioPressure pressure, int contacts, bool last, double[] below)
    {
        var more = last && pressure.Months.Any(month => month.Max > contacts);
        var series = new RectangleBarSeries
        {
            Title = more ? $"{contacts} or more" : $"{contacts}",
            FillColor = ChartColours.Amounts[contacts - 1],
            StrokeThickness = 0
        };
        for (var i = 0; i < pressure.Months.Length; i++)
        {
            var customers = pressure.Months[i].Customers;
            var part = 100.0 * (last ? customers.Skip(contacts).Sum() : customers.ElementAtOrDefault(contacts)) / Math.Max(1,
                pressure.Customers);
            series.Items.Add(new RectangleBarItem(i - HalfBar, below[i], i + HalfBar, below[i] + part));
            below[i] += part;
        }

        return series;
    }

    private static string Name(MonthPressure month) =>
        new DateTime(month.Year, month.Month, 1).ToString("MMM yyyy", CultureInfo.InvariantCulture);
}
