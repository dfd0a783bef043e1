using System.Globalization;
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

    /// <summary>Wider than any line: what goes to a file or another program is not to be broken at a screen's edge.</summary>
    private const int UnlimitedWidth = 4096;

    private const int LeastWidth = 40;

    /// <summary>Where results go that are not tables, such as JSON.</summary>
    public static TextWriter Out { get; private set; } = Console.Out;

    public static IAnsiConsole Error { get; private set; } = On(Console.Error, redirected: false);

    /// <summary>Whether <c>--json</c> was asked for; set once, before any command speaks.</summary>
    public static bool ForMachines { get; set; }

    /// <summary>Says where commands speak; called before any command runs, and one command runs at a time.</summary>
    /// <param name="output">For results.</param>
    /// <param name="outputRedirected">Whether that is something else than a screen.</param>
    /// <param name="error">For complaints.</param>
    /// <param name="errorRedirected">Whether that is something else than a screen.</param>
    public static void Use(TextWriter output, bool outputRedirected, TextWriter error, bool errorRedirected)
    {
        Out = output;
        AnsiConsole.Console = On(output, outputRedirected);
        Error = On(error, errorRedirected);
    }

    private static IAnsiConsole On(TextWriter writer, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (!redirected)
            return Terminal.Guard(AnsiConsole.Create(settings));
        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        var console = AnsiConsole.Create(settings);
        // Shells set it for themselves; who exports it wants lines of that width, as from other programs.
        console.Profile.Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var columns) && columns >= LeastWidth ? columns : UnlimitedWidth;
        return Terminal.Guard(console);
    }

    public static int Usage(string message) => Problem(message, "usage", ExitCodes.Usage);

    public static int BadInput(string message) => Problem(message, "bad-input", ExitCodes.BadInput);

    public static int Unavailable(string message) => Problem(message, "unavailable", ExitCodes.Unavailable);

    public static int CannotAsk(string message) => Problem(message, "cannot-ask", ExitCodes.CannotAsk);

    public static int Cancelled() => Problem("Stopped.", "cancelled", ExitCodes.Cancelled);

    /// <summary>A problem by its exit code.</summary>
    public static int Problem(string message, int exit) => exit switch
    {
        ExitCodes.Unavailable => Unavailable(message),
        ExitCodes.CannotAsk => CannotAsk(message),
        _ => BadInput(message),
    };

    /// <summary>People read standard error; a machine that asked for JSON gets the same on standard output as well.</summary>
    private static int Problem(string message, string code, int exit)
    {
        foreach (var line in message.Split('\n')) // several findings are a line each
            Error.Line($"[red]{line.TrimEnd('\r')}[/]");
        if (ForMachines)
            Json(new { Error = new { Code = code, Message = message } });
        return exit;
    }

    /// <summary>Prints findings by file; the exit code says whether any is an error.</summary>
    public static int Findings(IReadOnlyCollection<(string File, Finding Finding)> findings)
    {
        foreach (var file in findings.GroupBy(f => f.File))
        {
            Error.Line($"[bold]{file.Key}[/]");
            foreach (var (_, finding) in file)
            {
                var colour = finding.Severity == FindingSeverity.Error ? "red" : "yellow";
                Error.MarkupLine(
                    $"  [{colour}]{finding.Severity.ToString().ToLowerInvariant()}[/] {Terminal.Escape(finding.ToString())} " +
                    $"[grey]({finding.Code})[/]");
            }
        }

        if (ForMachines)
            Json(new { Error = new { Code = "bad-input", Message = "The files have errors.", Findings = findings.Select(Plain) } });
        return findings.Any(f => f.Finding.Severity == FindingSeverity.Error) ? ExitCodes.BadInput : ExitCodes.Done;
    }

    public static int MapFindings(string file, IReadOnlyCollection<MapFinding> findings)
    {
        Error.Line($"[bold]{file}[/]");
        foreach (var finding in findings)
            Error.Line($"  [red]error[/] {finding.ToString()}");
        if (ForMachines)
            Json(new { Error = new { Code = "bad-input", Message = "The map has errors.", File = file, Findings = findings } });
        return ExitCodes.BadInput;
    }

    /// <summary>What is allowed and probably not meant.</summary>
    public static void Warn(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Error.Line($"[yellow]warning[/] {warning}");
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

    public static void Json<T>(T value) => Json(value, Indented);

    /// <summary>Prints a value as JSON in a form of its own.</summary>
    public static void Json<T>(T value, JsonSerializerOptions options) =>
        Out.WriteLine(Terminal.Json(JsonSerializer.Serialize(value, options)));
}

/// <summary>Rows of a file that could not be used, or not wholly: all are counted, the first are shown.</summary>
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

    public void Print(string what = "skipped")
    {
        foreach (var row in _first)
            CommandOutput.Error.Line($"[yellow]{what}[/] {row.ToString()}");
        if (Count > Shown)
            CommandOutput.Error.Line($"[yellow]… and {Count - Shown:N0} more rows[/]");
    }
}
