using System.Text.Json;
using Campaigns.Local.Portfolio;
using Campaigns.Workflows.Journeys;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>How commands speak: results on standard output, complaints on standard error.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static readonly IAnsiConsole Error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public static int Usage(string message)
    {
        Error.MarkupLineInterpolated($"[red]{message}[/]");
        return ExitCodes.Usage;
    }

    public static int BadInput(string message)
    {
        Error.MarkupLineInterpolated($"[red]{message}[/]");
        return ExitCodes.BadInput;
    }

    public static int Unavailable(string message)
    {
        Error.MarkupLineInterpolated($"[red]{message}[/]");
        return ExitCodes.Unavailable;
    }

    /// <summary>Prints findings by file; the exit code says whether any is an error.</summary>
    public static int Findings(IReadOnlyCollection<(string File, Finding Finding)> findings)
    {
        foreach (var file in findings.GroupBy(f => f.File))
        {
            Error.MarkupLineInterpolated($"[bold]{file.Key}[/]");
            foreach (var (_, finding) in file)
            {
                var colour = finding.Severity == FindingSeverity.Error ? "red" : "yellow";
                Error.MarkupLine($"  [{colour}]{finding.Severity.ToString().ToLowerInvariant()}[/] {Markup.Escape(finding.ToString())} [grey]({finding.Code})[/]");
            }
        }

        return findings.Any(f => f.Finding.Severity == FindingSeverity.Error) ? ExitCodes.BadInput : ExitCodes.Done;
    }

    public static int MapFindings(string file, IEnumerable<MapFinding> findings)
    {
        Error.MarkupLineInterpolated($"[bold]{file}[/]");
        foreach (var finding in findings)
            Error.MarkupLineInterpolated($"  [red]error[/] {finding.ToString()}");
        return ExitCodes.BadInput;
    }

    public static void Json<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Indented));
}

/// <summary>Rows of a file that could not be used: all are counted, the first are shown.</summary>
internal sealed class RejectedRows
{
    private const int Shown = 10;
    private readonly List<PortfolioRow.Rejected> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<PortfolioRow.Rejected> First => _first;

    public void Add(PortfolioRow.Rejected row)
    {
        Count++;
        if (_first.Count < Shown)
            _first.Add(row);
    }

    public void Print()
    {
        foreach (var row in _first)
            Report.Error.MarkupLineInterpolated($"[yellow]skipped[/] {row.ToString()}");
        if (Count > Shown)
            Report.Error.MarkupLineInterpolated($"[yellow]… and {Count - Shown:N0} more rows[/]");
    }
}
