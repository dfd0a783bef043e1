using System.Diagnostics;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>A process that races others for places on the same store: tests/Runtime.Racer.</summary>
internal sealed class RacerProcess : IDisposable
{
    private readonly Process _process;

    private RacerProcess(Process process) => _process = process;

    /// <summary>Starts it; the task ends when it has opened the store and stands at the line.</summary>
    public static async Task<RacerProcess> StartAsync(int number, IEnumerable<string> store)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Campaigns.Runtime.Racer.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, $"{number}", .. store])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(CampaignHarness.Cancel));
        return new(process);
    }

    /// <summary>Lets it race to the end, or kills it when so many of its events are acknowledged.</summary>
    /// <returns>The events that were acknowledged.</returns>
    public async Task<List<string>> RaceAsync(int killAfter = int.MaxValue)
    {
        await _process.StandardInput.WriteLineAsync("go".AsMemory(), CampaignHarness.Cancel);
        await _process.StandardInput.FlushAsync(CampaignHarness.Cancel);
        var acknowledged = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(CampaignHarness.Cancel) is { } line)
        {
            acknowledged.Add(line);
            if (acknowledged.Count == killAfter)
                _process.Kill(); // SIGKILL; what is in the pipe is still read to its end
        }

        await _process.WaitForExitAsync(CampaignHarness.Cancel);
        Assert.Equal(killAfter == int.MaxValue, _process.ExitCode == 0);
        return acknowledged;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
