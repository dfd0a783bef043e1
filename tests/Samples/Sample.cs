using System.Diagnostics;

namespace Campaigns.Samples.Tests;

/// <summary>The folder <c>samples/</c>, and its scripts run as a reader would run them.</summary>
internal static class Sample
{
    public static string Folder { get; } = Find();

    public static string Of(params string[] path) => Path.Combine([Folder, .. path]);

    /// <summary>Runs a script of a sample against a host.</summary>
    /// <returns>What it printed; it must have ended well.</returns>
    public static async Task<string> RunAsync(Uri api, string script, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("bash", [Of(script)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CAMPAIGNS_API"] = api.ToString().TrimEnd('/');
        start.Environment.Remove("CAMPAIGNS_API_KEY");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {await output} {await error}");
        return await output;
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Campaigns.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Campaigns.sln is in no folder above the tests.");
        return Path.Combine(folder, "samples");
    }
}
