using System.Globalization;
using Campaigns.Local.Demo;
using Campaigns.Model.Timeline;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>A demo's result for people and for machines.</summary>
internal static class DemoTable
{
    public static void Print(DemoResult result)
    {
        var (days, seconds) = (DemoRun.Days, result.Elapsed.TotalSeconds);
        Terminal.Part(
            $"[bold]{result.Customers:N0}[/] customers, [bold]{days}[/] days from {DemoRun.Start:uuuu-MM-dd}, in [bold]{seconds:N1}[/] s. ");
        AnsiConsole.MarkupLine("Customer behaviour is simulated; decisions are real.");
        AnsiConsole.WriteLine();
        var journeys = result.Journeys.OrderBy(j => j.Key, StringComparer.Ordinal).ToList();
        PrintResults(journeys);
        PrintMessages(journeys);
        PrintHeldBack(journeys);
        Terminal.Line($"""

            [bold]The messages[/]   {Path.Combine(result.Folder, DemoRun.OutboxFolder)}  (e-mails: an .eml for a mail program, an .html for a browser)
            [bold]One customer[/]   campaigns explain {result.SampleCustomer} --data {result.Folder}
            [bold]Your journey[/]   copy one from the journeys folder, change it, then: campaigns validate my-journey.json
            [bold]For real[/]       campaigns run
            """);
    }

    /// <summary>The same as plain values.</summary>
    public static object Plain(DemoResult result) => new
    {
        result.Customers,
        DemoRun.Days,
        Seconds = Math.Round(result.Elapsed.TotalSeconds, 2),
        result.Folder,
        Telling = result.SampleCustomer?.Value,
        Journeys = result.Journeys.ToDictionary(j => j.Key, j => new
        {
            j.Value.Entered,
            j.Value.Contacted,
            j.Value.Sent,
            j.Value.Tasks,
            j.Value.Clicked,
            j.Value.Converted,
            j.Value.HoldoutEntered,
            j.Value.HoldoutConverted,
            Rate = Math.Round(j.Value.Rate, 4),
            HoldoutRate = Math.Round(j.Value.HoldoutRate, 4),
            HeldBack = j.Value.HeldBack.ToDictionary(h => $"{h.Key.Kind} {h.Key.Reason}", h => h.Value),
        }),
    };

    private static void PrintResults(List<KeyValuePair<string, JourneyMetrics>> journeys)
    {
        var table = Titled("Results", "Entered", "Clicks", "Goal", "Holdout", "Uplift");
        foreach (var (journey, metrics) in journeys)
        {
            var holdout = metrics.HoldoutEntered > 0;
            table.AddRow(
                $"[bold]{Terminal.Escape(journey)}[/]", Number(metrics.Entered + metrics.HoldoutEntered), Number(metrics.Clicked),
                $"{metrics.Converted:N0}\n[grey]{metrics.Rate:P1}[/]",
                holdout ? $"{metrics.HoldoutConverted:N0} of {metrics.HoldoutEntered:N0}\n[grey]{metrics.HoldoutRate:P1}[/]"
                : "[grey]none[/]",
                holdout ? $"[green]{(metrics.Rate - metrics.HoldoutRate) * 100:+0.0;-0.0}[/]\n[grey]points[/]" : "");
        }

        AnsiConsole.Write(table);
    }

    private static void PrintMessages(List<KeyValuePair<string, JourneyMetrics>> journeys)
    {
        var channels = journeys.SelectMany(j => j.Value.Sent.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var table = Titled("Sent", ["People", .. channels, "agent tasks"]);
        foreach (var (journey, metrics) in journeys)
            table.AddRow(
                [$"[bold]{Terminal.Escape(journey)}[/]", Number(metrics.Contacted),
                    .. channels.Select(c => Number(metrics.Sent.GetValueOrDefault(c))), Number(metrics.Tasks)]);
        AnsiConsole.Write(table);
    }

    private static void PrintHeldBack(List<KeyValuePair<string, JourneyMetrics>> journeys)
    {
        const int shown = 6;
        var table = Titled("Held back", "Reason", "Deferred", "Not sent");
        table.Columns[1].Alignment = Justify.Left;
        foreach (var (journey, metrics) in journeys)
        {
            var name = $"[bold]{Terminal.Escape(journey)}[/]";
            var reasons = metrics.HeldBack.GroupBy(h => DisplayText.Reason(h.Key.Reason), h =>
                (Waits: h.Key.Kind == TimelineEventKind.Deferred, h.Value));
            foreach (var reason in reasons.OrderByDescending(r => r.Sum(h => h.Value)).ThenBy(r => r.Key, StringComparer.Ordinal)
                .Take(shown))
            {
                table.AddRow(
                    name, Terminal.Escape(reason.Key), Number(reason.Where(h => h.Waits).Sum(h => h.Value)),
                    Number(reason.Where(h => !h.Waits).Sum(h => h.Value)));
                name = "";
            }
        }

        AnsiConsole.Write(table);
    }

    private static Table Titled(string title, params string[] numbers)
    {
        var table = new Table().RoundedBorder().AddColumn(new TableColumn($"[bold]{title}[/]").NoWrap());
        foreach (var number in numbers)
            table.AddColumn(new TableColumn(number).RightAligned());
        return table;
    }

    private static string Number(int value) => value == 0 ? "[grey]–[/]" : value.ToString("N0", CultureInfo.CurrentCulture);
}
