using System.Diagnostics;

namespace Campaigns.Soak;

/// <summary>The local host as a process of its own, watched from outside.</summary>
internal sealed class SoakHost : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _data;

    private SoakHost(Process process, string data, Uri address) =>
        (_process, _data, Client) = (process, data, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) });

    public HttpClient Client { get; }

    public static async Task<SoakHost> StartAsync(string data)
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "campaigns.dll"), "run", "--data", data, "--port", "0", "--json"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("CAMPAIGNS_API_KEY");
        start.Environment.Remove("CAMPAIGNS_STORAGE");
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
            {
                var end = line.IndexOfAny(['"', ' '], at);
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new SoakHost(process, data, new Uri(new Uri(end < 0 ? line[at..] : line[at..end]), "/"));
            }
        }

        throw new InvalidOperationException("the host ended before it listened");
    }

    /// <summary>Resident memory in bytes, open files, threads, and processor time in seconds.</summary>
    public (long Memory, int Handles, int Threads, double Processor) Usage()
    {
        _process.Refresh();
        var files = $"/proc/{_process.Id}/fd";
        return (_process.WorkingSet64, Directory.Exists(files) ? Directory.GetFiles(files).Length : _process.HandleCount,
            _process.Threads.Count, _process.TotalProcessorTime.TotalSeconds);
    }

    /// <summary>The store and its log in bytes, and how many messages lie in the outbox.</summary>
    public (long Store, long Log, long Messages) Sizes() => (
        Length("campaigns.db"), Length("campaigns.db-wal"),
        Directory.EnumerateFiles(Path.Combine(_data, "outbox"), "*", SearchOption.AllDirectories).LongCount());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private long Length(string name) => new FileInfo(Path.Combine(_data, name)) is { Exists: true } file ? file.Length : 0;
}
