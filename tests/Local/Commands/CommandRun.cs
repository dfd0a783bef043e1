using System.Diagnostics;
using System.Text.Json;

namespace Campaigns.Local.Tests.Commands;

/// <summary>One command and what came of it; run as a process of its own, or in this one.</summary>
internal sealed partial record CommandRun(int Code, string Output, string Error)
{
    /// <summary>Ends a program that is still running, whatever became of the test.</summary>
    public static void End(Process process)
    {
        if (process.HasExited)
            return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>Long, since a busy machine takes its time; a command that has ended is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What it said on standard output, as JSON; nothing else may stand there.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "campaigns.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("CAMPAIGNS_API_KEY");
        start.Environment.Remove("CAMPAIGNS_STORAGE");
        return Process.Start(start)!;
    }

    /// <summary>Runs the real program; for tests of the program itself, and of what differs from process to process.</summary>
    public static async Task<CommandRun> ProcessAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process);
    }

    public static async Task<CommandRun> EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new(process.ExitCode, await output, await error);
    }
}
