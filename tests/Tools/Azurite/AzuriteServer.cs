using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Campaigns.Azurite;

/// <summary>Azurite, the emulator of Azure storage, as a process of its own on free ports and in a folder of its own.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    // The emulator's published account; it protects nothing.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private AzuriteServer(Process process, DirectoryInfo folder, string connectionString) =>
        (_process, _folder, ConnectionString) = (process, folder, connectionString);

    public string ConnectionString { get; }

    /// <summary>Why it cannot be started here; null: it can.</summary>
    public static string? Missing =>
        !Directory.Exists(Path.Combine(Home, "node_modules", "azurite"))
        ? "Azurite is not installed: run tests/run, or npm ci in tests/Tools/Azurite"
        : !IsOnPath("node") ? "node, which Azurite needs, is not on the PATH"
        : null;

    private static string Home { get; } = FindHome();

    /// <summary>Starts it; the task ends when all three services listen.</summary>
    public static async Task<AzuriteServer> StartAsync()
    {
        if (Missing is { } missing)
            throw new InvalidOperationException(missing);
        var folder = Directory.CreateTempSubdirectory("campaigns-azurite-");
        var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--require", Path.Combine(Home, "clock.cjs"), Path.Combine(Home, "node_modules", "azurite", "dist", "src", "azurite.js"),
                "--location", folder.FullName, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
                "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var endpoints = new Dictionary<string, string>();
        var said = new List<string>();
        while (endpoints.Count < 3)
        {
            if (await process.StandardOutput.ReadLineAsync() is not { } line)
                throw new InvalidOperationException($"Azurite ended: {string.Join('\n', said)} {await errors}");
            said.Add(line);
            if (Listening().Match(line) is { Success: true } match)
                endpoints[match.Groups["service"].Value] = match.Groups["url"].Value;
        }

        _ = process.StandardOutput.ReadToEndAsync(); // or a full pipe would stop it
        var services = string.Concat(endpoints.Select(pair => $"{pair.Key}Endpoint={pair.Value}/{Account};"));
        return new AzuriteServer(process, folder, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};{services}");
    }

    /// <summary>Lets it write down what it has and end.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string FindHome()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? "", "tests", "Tools", "Azurite");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder =>
            File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    [GeneratedRegex("Azurite (?<service>Blob|Queue|Table) service is successfully listen(ing|s) (on|at) (?<url>http://\\S+)")]
    private static partial Regex Listening();
}
