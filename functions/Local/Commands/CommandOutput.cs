using System.Text.Json;
using Campaigns.Model;
using Campaigns.Portfolio;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>How commands speak: results on standard output, complaints on standard error.</summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static readonly IAnsiConsole Error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Whether <c>--json</c> was asked for; set once, before any command speaks.</summary>
    public static bool ForMachines { get; set; }

    public static int Usage(string message) => Problem(message, "usage", ExitCodes.Usage);

    public static int BadInput(string message) => Problem(message, "bad-input", ExitCodes.BadInput);

    public static int Unavailable(string message) => Problem(message, "unavailable", ExitCodes.Unavailable);

    public static int Cancelled() => Problem("Stopped.", "cancelled", ExitCodes.Cancelled);

    /// <summary>People read standard error; a machine that asked for JSON gets the same on standard output as well.</summary>
    private static int Problem(string message, string code, int exit)
    {
        Error.MarkupLineInterpolated($"[red]{message}[/]");
        if (ForMachines)
            Json(new { Error = new { Code = code, Message = message } });
        return exit;
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
                Error.MarkupLine(
                    $"  [{colour}]{finding.Severity.ToString().ToLowerInvariant()}[/] {Markup.Escape(finding.ToString())} " +
                    $"[grey]({finding.Code})[/]");
            }
        }

        if (ForMachines)
            Json(new { Error = new { Code = "bad-input", Message = "The files have errors.", Findings = findings.Select(Plain) } });
        return findings.Any(f => f.Finding.Severity == FindingSeverity.Error) ? ExitCodes.BadInput : ExitCodes.Done;
    }

    public static int MapFindings(string file, IReadOnlyCollection<MapFinding> findings)
    {
        Error.MarkupLineInterpolated($"[bold]{file}[/]");
        foreach (var finding in findings)
            Error.MarkupLineInterpolated($"  [red]error[/] {finding.ToString()}");
        if (ForMachines)
            Json(new { Error = new { Code = "bad-input", Message = "The map has errors.", File = file, Findings = findings } });
        return ExitCodes.BadInput;
    }

    /// <summary>A finding as plain values.</summary>
    public static object Plain((string File, Finding Finding) finding) => new
    {
        finding.File,
        Severity = finding.Finding.Severity.ToString().ToLowerInvariant(),
        finding.Finding.Pointer,
        finding.Finding.Line,
        finding.Finding.Code,
        finding.Finding.Message,
    };

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
            CommandOutput.Error.MarkupLineInterpolated($"[yellow]skipped[/] {row.ToString()}");
        if (Count > Shown)
            CommandOutput.Error.MarkupLineInterpolated($"[yellow]… and {Count - Shown:N0} more rows[/]");
    }
}
