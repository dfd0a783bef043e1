using Campaigns.Portfolio.Replay;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>A replay's result as tables.</summary>
internal static class SummaryTable
{
    public static void Print(ReplaySummary summary)
    {
        var table = new Table().RoundedBorder().AddColumns("Journey", "What happened").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var (journey, timelineEvents) in summary.Journeys)
        {
            var first = true;
            foreach (var (timelineEvent, reasons) in timelineEvents)
            {
                table.AddRow($"[bold]{Terminal.Escape(first ? journey : "")}[/]", Terminal.Escape(timelineEvent), $"{reasons["total"]:N0}");
                first = false;
                foreach (var (reason, count) in reasons.Where(r => r.Key != "total").OrderByDescending(r => r.Value))
                    table.AddRow("", $"[grey]  {Terminal.Escape(DisplayText.Reason(reason))}[/]", $"[grey]{count:N0}[/]");
            }

        }

        AnsiConsole.Write(table);
        if (summary.Parked > 0)
            CommandOutput.Error.Line(
                $"[yellow]{summary.Parked:N0} pieces of work of customers failed for internal reasons; see 'campaigns explain CUSTOMER'.[/]");
        var (events, messages) = (DisplayText.Count(summary.Events, "event"), DisplayText.Count(summary.Messages, "message"));
        var (rate, memory) = ($"{summary.MessagesPerSecond:N0}", $"{summary.PeakMemoryMiB:N0}");
        Terminal.Line(
            $"[bold]{events}[/], [bold]{messages}[/] in [bold]{summary.Seconds:N1}[/] s: {rate} messages a second, {memory} MiB at most");
    }
}
