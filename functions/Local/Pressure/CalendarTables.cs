using System.Globalization;
using Campaigns.Insights.Pressure;
using Campaigns.Local.Commands;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Pressure;

/// <summary>A customer's calendar: a grid for each month with something in it, and the same as a list.</summary>
internal static class CalendarTables
{
    private const int DaysOfWeek = 7;
    private const int MaxSigns = 3;
    private const int CellWidth = 7;

    public static void Print(ContactCalendar calendar)
    {
        Terminal.Line($"[bold]{calendar.Customer}[/]  [grey]times in {calendar.Zone.Id}[/]\n");
        if (calendar.Entries.IsEmpty)
        {
            AnsiConsole.WriteLine("No messages were sent or held back in this period, and none are upcoming.");
            return;
        }

        foreach (var month in calendar.Entries.GroupBy(entry => calendar.DayOf(entry).ToYearMonth()).OrderBy(month => month.Key))
            AnsiConsole.Write(Grid(month.Key, month.ToLookup(calendar.DayOf)));
        PrintLegend(calendar);
        PrintList("Sent and held back", calendar, [.. calendar.Entries.Where(entry => !entry.Mark.IsAhead())]);
        PrintList("Upcoming", calendar, [.. calendar.Entries.Where(entry => entry.Mark.IsAhead())]);
    }

    private static Table Grid(YearMonth month, ILookup<LocalDate, CalendarEntry> entries)
    {
        var first = month.OnDayOfMonth(1);
        var table = new Table().RoundedBorder().Title(first.ToString("MMMM uuuu", CultureInfo.InvariantCulture));
        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
            table.AddColumn(new TableColumn(day.ToString()[..3]) { Width = CellWidth, Padding = new Padding(1, 0, 0, 0) });
        var start = first.PlusDays(1 - (int)first.DayOfWeek);
        for (var week = start; week <= month.ToDateInterval().End; week = week.PlusDays(DaysOfWeek))
            table.AddRow(Enumerable.Range(0, DaysOfWeek).Select(offset => Cell(month, week.PlusDays(offset), entries)));
        return table;
    }

    private static Markup Cell(YearMonth month, LocalDate day, ILookup<LocalDate, CalendarEntry> entries)
    {
        if (day.ToYearMonth() != month)
            return new Markup("");
        var marks = entries[day].Select(entry => entry.Mark).ToList();
        var signs = marks.Take(MaxSigns).Select(mark => $"[{CalendarLegend.Colour(mark)}]{CalendarLegend.Sign(mark)}[/]");
        var number = marks.Count > 0 ? $"[bold]{day.Day,2}[/]" : $"[grey]{day.Day,2}[/]";
        return new Markup($"{number} {string.Concat(signs)}{(marks.Count > MaxSigns ? "+" : "")}");
    }

    private static void PrintLegend(ContactCalendar calendar)
    {
        var marks = calendar.Entries.Select(entry => entry.Mark).Distinct().Order().DistinctBy(CalendarLegend.Sign);
        AnsiConsole.MarkupLine(
            string.Join("  ",
                marks.Select(mark => $"[{CalendarLegend.Colour(mark)}]{CalendarLegend.Sign(mark)}[/] {CalendarLegend.Meaning(mark)}")));
    }

    private static void PrintList(string title, ContactCalendar calendar, List<CalendarEntry> entries)
    {
        if (entries.Count == 0)
            return;
        Terminal.Line($"\n[bold]{title}[/]");
        // A journey may run for two policies at the same time; without them its messages would look like the same one twice.
        var many = entries.Select(entry => entry.Policy).Where(policy => policy is not null).Distinct().Count() > 1;
        string Where(CalendarEntry entry) => many && entry.Policy is { } policy ? $"{entry.Journey} {policy}" : entry.Journey.Value;
        var width = entries.Max(entry => Where(entry).Length);
        foreach (var entry in entries)
        {
            AnsiConsole.MarkupLine(
                $"[grey]{TimelineEventFormatter.At(entry.At, calendar.Zone)}[/]  {Terminal.Escape(Where(entry).PadRight(width))}  " +
                $"[{CalendarLegend.Colour(entry.Mark)}]{CalendarLegend.Sign(entry.Mark)} {Terminal.Escape(CalendarLegend.Sentence(entry, calendar.Zone))}[/]");
        }
    }
}
