using System.Diagnostics;

namespace Campaigns.Local.Tests.Hosting;

/// <summary><c>campaigns run</c> as a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, Uri address, Task<string> said) => (_process, Address, Said) = (process, address, said);

    public Uri Address { get; }

    /// <summary>Its log, when it has ended.</summary>
    public Task<string> Said { get; }

    public static async Task<HostProcess> StartAsync(string data, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "campaigns.dll"), "run", "--data", data, "--port", "0", "--durability",
                "Process" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in more)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("CAMPAIGNS_API_KEY");
        start.Environment.Remove("CAMPAIGNS_STORAGE");
        var process = Process.Start(start)!;
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at < 0)
                continue;
            var address = line[at..].Split(' ')[0];
            // What it says from now on must be read, or a full pipe would stop it.
            _ = process.StandardOutput.ReadToEndAsync();
            return new HostProcess(process, new Uri(address + "/"), process.StandardError.ReadToEndAsync());
        }

        throw new InvalidOperationException($"the host ended: {string.Join('\n', said)} {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
