using System.Globalization;
using Campaigns.Local.Demo;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>A demo's result for people and for machines.</summary>
internal static class DemoTable
{
    public static void Print(DemoResult result)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]{result.Customers:N0}[/] customers, [bold]{DemoRun.Days}[/] days from {DemoRun.Start:uuuu-MM-dd}, in [bold]{result.Took.TotalSeconds:N1}[/] s. Behaviour is made up; decisions are not.\n");
        var table = new Table().RoundedBorder()
            .AddColumns("Journey", "Entered", "Contacted", "Messages", "Clicked", "Goal reached", "Left alone (holdout)", "Uplift");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var (journey, score) in result.Journeys.OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            var sent = score.Sent.Values.Sum();
            var holdout = score.HoldoutEntered > 0;
            table.AddRow(
                $"[bold]{Markup.Escape(journey)}[/]", Number(score.Entered + score.HoldoutEntered), Number(score.Contacted),
                $"{sent:N0}\n[grey]{string.Join("\n", score.Sent.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value:N0}"))}{(score.Tasks > 0 ? $"\nagent tasks {score.Tasks:N0}" : "")}[/]",
                Number(score.Clicked), $"{score.Converted:N0}\n[grey]{score.Rate:P1}[/]",
                holdout ? $"{score.HoldoutConverted:N0} of {score.HoldoutEntered:N0}\n[grey]{score.HoldoutRate:P1}[/]" : "[grey]none[/]",
                holdout ? $"[green]{(score.Rate - score.HoldoutRate) * 100:+0.0;-0.0} points[/]" : "");
        }

        AnsiConsole.Write(table);
        PrintHeldBack(result);
        AnsiConsole.MarkupLineInterpolated($"""

            [bold]The messages[/]   {Path.Combine(result.Folder, DemoRun.OutboxFolder)}  (open an .eml in a mail program)
            [bold]One customer[/]   campaigns explain C-00042 --data {result.Folder}
            [bold]Your journey[/]   copy one from the journeys folder, change it, then: campaigns validate my-journey.json
            [bold]For real[/]       campaigns run
            """);
    }

    /// <summary>The same as plain values.</summary>
    public static object Plain(DemoResult result) => new
    {
        result.Customers, DemoRun.Days, Seconds = Math.Round(result.Took.TotalSeconds, 2), result.Folder,
        Journeys = result.Journeys.ToDictionary(j => j.Key, j => new
        {
            j.Value.Entered, j.Value.Contacted, j.Value.Sent, j.Value.Tasks, j.Value.Clicked, j.Value.Converted,
            j.Value.HoldoutEntered, j.Value.HoldoutConverted, Rate = Math.Round(j.Value.Rate, 4), HoldoutRate = Math.Round(j.Value.HoldoutRate, 4),
            HeldBack = j.Value.HeldBack.ToDictionary(h => $"{h.Key.Kind} {h.Key.Reason}", h => h.Value),
        }),
    };

    private static void PrintHeldBack(DemoResult result)
    {
        const int shown = 6;
        var table = new Table().RoundedBorder().AddColumns("Held back", "How", "Why").AddColumn(new TableColumn("Times").RightAligned());
        foreach (var (journey, score) in result.Journeys.OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            var name = journey;
            foreach (var ((kind, reason), count) in score.HeldBack.OrderByDescending(h => h.Value).Take(shown))
            {
                table.AddRow(Markup.Escape(name), kind, Markup.Escape(Words.Reason(reason)), Number(count));
                name = "";
            }
        }

        AnsiConsole.Write(table);
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.CurrentCulture);
}
