using System.Diagnostics;
using System.Reflection;

namespace Campaigns.Infra.Tests.Support;

/// <summary>The real compiler: from its package, else from the path. Where there is none, the test is skipped and says so.</summary>
internal static class BicepCompiler
{
    /// <summary>Runs the compiler.</summary>
    /// <returns>Its exit code, and what it wrote to either stream.</returns>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Where the compiler is.</summary>
    public static string Program()
    {
        var packaged = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "BicepPath")?.Value;
        var program = packaged ?? OnPath(OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");
        Assert.SkipWhen(program is null, "No Bicep compiler here: its package is for Linux on x64, and there is no bicep on the path.");
        return program;
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
