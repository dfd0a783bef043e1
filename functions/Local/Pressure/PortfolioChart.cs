using System.Globalization;
using Campaigns.Insights.Pressure;

namespace Campaigns.Local.Pressure;

/// <summary>A portfolio's pressure on one slide: contacts by month, what was held back, who waited for whom.</summary>
internal static class PortfolioChart
{
    private const double Top = 108;
    private const double Middle = 480;

    public static void Write(Stream stream, PortfolioPressure pressure)
    {
        using var page = new ChartPage(stream, "Contact pressure", Sentence(pressure));
        page.Place(MonthsPlot.Of(pressure), 30, Top, ChartPage.Width - 60, Middle - Top);
        page.Place(RulesPlot.Of(pressure), 30, Middle, 880, ChartPage.Height - Middle - 10);
        page.Place(CollisionsPlot.Of(pressure), 930, Middle, ChartPage.Width - 960, ChartPage.Height - Middle - 10);
    }

    private static string Sentence(PortfolioPressure pressure)
    {
        if (pressure.Months.IsEmpty)
            return string.Create(CultureInfo.InvariantCulture, $"{pressure.Customers:N0} customers, none of them contacted");
        var (first, last) = (pressure.Months[0], pressure.Months[^1]);
        var mean = pressure.Customers == 0 ? 0 : (double)pressure.Contacts / pressure.Customers / pressure.Months.Length;
        return string.Create(CultureInfo.InvariantCulture,
            $"{pressure.Customers:N0} customers, {Name(first)} to {Name(last)}: {pressure.Contacts:N0} contacts, {mean:0.00} for each " +
            $"customer and month; at most {pressure.Months.Max(month => month.Max)} in one month");
    }

    private static string Name(MonthPressure month) =>
        new DateTime(month.Year, month.Month, 1).ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
