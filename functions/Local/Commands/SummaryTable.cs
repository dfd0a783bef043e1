using Campaigns.Local.Replay;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>A replay's result as tables.</summary>
internal static class SummaryTable
{
    public static void Print(ReplaySummary summary)
    {
        var table = new Table().RoundedBorder().AddColumns("Journey", "Fact", "Reason").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var (journey, facts) in summary.Journeys)
        {
            var first = true;
            foreach (var (fact, reasons) in facts)
            {
                table.AddRow(Markup.Escape(first ? journey : ""), Markup.Escape(fact), "", $"{reasons["total"]:N0}");
                first = false;
                foreach (var (reason, count) in reasons.Where(r => r.Key != "total").OrderByDescending(r => r.Value))
                    table.AddRow("", "", $"[grey]{Markup.Escape(reason)}[/]", $"[grey]{count:N0}[/]");
            }

            table.AddEmptyRow();
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]{summary.Events:N0}[/] events, [bold]{summary.Messages:N0}[/] messages in [bold]{summary.Seconds:N1}[/] s: {summary.MessagesPerSecond:N0} messages a second, {summary.PeakMemoryMebibytes:N0} MiB at most");
    }
}
