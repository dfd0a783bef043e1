using System.Globalization;
using Campaigns.Insights.Pressure;
using Campaigns.Local.Commands;
using Spectre.Console;

namespace Campaigns.Local.Pressure;

/// <summary>A portfolio's pressure as tables.</summary>
internal static class PortfolioTables
{
    private const int MaxColumns = 5; // contacts a month that get a column of their own
    private const int Wide = 30;
    private const int Narrow = 17;

    public static void Print(PortfolioPressure pressure)
    {
        Terminal.Line($"[bold]{pressure.Customers:N0}[/] customers, [bold]{pressure.Contacts:N0}[/] contacts\n");
        PrintMonths(pressure);
        PrintRules(pressure);
        PrintCollisions(pressure);
    }

    private static void PrintMonths(PortfolioPressure pressure)
    {
        if (pressure.Months.IsEmpty)
        {
            AnsiConsole.WriteLine("No customer was contacted in this period.");
            return;
        }

        AnsiConsole.WriteLine("How many customers got 0, 1, 2, … contacts in a month:");
        var columns = Math.Min(MaxColumns, pressure.Months.Max(month => month.Max));
        var more = pressure.Months.Any(month => month.Max > columns);
        var table = Titled("Month", 8,
            [.. Enumerable.Range(0, columns + 1).Select(n => n == columns && more ? $"{n}+" : $"{n}"), "Mean", "95 %", "Most"]);
        foreach (var month in pressure.Months)
        {
            var counts = Enumerable.Range(0, columns + 1)
                .Select(n => n == columns ? month.Customers.Skip(n).Sum() : month.Customers.ElementAtOrDefault(n));
            table.AddRow([
                string.Create(CultureInfo.InvariantCulture, $"{month.Year:0000}-{month.Month:00}"), .. counts.Select(Number),
                month.Mean.ToString("N2", CultureInfo.CurrentCulture), Number(month.P95), Number(month.Max)]);
        }

        AnsiConsole.Write(table);
    }

    private static void PrintRules(PortfolioPressure pressure)
    {
        if (pressure.Rules.IsEmpty)
            return;
        var table = Titled("Messages held back", Wide, "Held", "Sent\nlater", "Bumped", "Refused", "With-\ndrawn");
        foreach (var rule in pressure.Rules)
            table.AddRow(Terminal.Escape(DisplayText.Reason(rule.Reason)), Number(rule.Messages), Number(rule.SentLater),
                Number(rule.Bumped), Number(rule.Refused), Number(rule.Withdrawn));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine(
            "[grey]Held: messages deferred, bumped or refused, each counted once. Withdrawn: reserved messages that were released.[/]\n");
    }

    private static void PrintCollisions(PortfolioPressure pressure)
    {
        if (pressure.Collisions.IsEmpty)
        {
            AnsiConsole.WriteLine("No journeys collided.");
            return;
        }

        var table = Numbers(Named(Named(new Table().RoundedBorder(), "Had to wait", Narrow), "Went first", Narrow), "Held", "Sent\nlater",
            "Out-\nranked", "Bumped", "Gap", "Cap");
        foreach (var pair in pressure.Collisions)
        {
            table.AddRow(
                $"[bold]{Terminal.Escape(pair.Waited.Value)}[/]", pair.Waited == pair.WentFirst ? "[grey]itself[/]"
                : Terminal.Escape(pair.WentFirst.Value),
                Number(pair.Messages), Number(pair.SentLater), Number(pair.Outranked), Number(pair.Bumped), Number(pair.Gap),
                Number(pair.Cap));
        }

        AnsiConsole.Write(table);
        if (pressure.Unattributed > 0)
            Terminal.Line(
                $"[grey]{DisplayText.Count(pressure.Unattributed, "message")} more waited for contacts whose journey is not known.[/]");
    }

    private static Table Titled(string title, int width, params string[] numbers) =>
        Numbers(Named(new Table().RoundedBorder(), title, width), numbers);

    private static Table Named(Table table, string title, int width) =>
        table.AddColumn(new TableColumn($"[bold]{title}[/]") { Width = width, Padding = new Padding(1, 0, 0, 0) });

    private static Table Numbers(Table table, params string[] numbers)
    {
        foreach (var number in numbers)
            table.AddColumn(new TableColumn(number) { Padding = new Padding(0, 0, 1, 0) }.RightAligned());
        return table;
    }

    private static string Number(long value) => value == 0 ? "[grey]–[/]" : value.ToString("N0", CultureInfo.CurrentCulture);
}
