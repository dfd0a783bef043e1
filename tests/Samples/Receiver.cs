using System.Diagnostics;
using System.Threading.Channels;

namespace Campaigns.Samples.Tests;

/// <summary><c>samples/custom-provider/receiver.cs</c>, built and run by the SDK on a free port.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private Receiver(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public static async Task<Receiver> StartAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet",
            ["run", Sample.Of("custom-provider", "receiver.cs"), "--", "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var receiver = new Receiver(process);
        process.OutputDataReceived += (_, line) => receiver._lines.Writer.TryWrite(line.Data ?? "(it ended)");
        process.ErrorDataReceived += (_, line) => receiver._lines.Writer.TryWrite(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var listening = await receiver.LineAsync("Now listening on: ", cancel);
        receiver.Address = new Uri(listening[(listening.IndexOf("http", StringComparison.Ordinal))..]);
        return receiver;
    }

    /// <summary>The next line it prints with these words.</summary>
    public async Task<string> LineAsync(string words, CancellationToken cancel)
    {
        var said = new List<string>();
        await foreach (var line in _lines.Reader.ReadAllAsync(cancel))
        {
            said.Add(line);
            if (line.Contains(words, StringComparison.Ordinal))
                return line;
            Assert.False(line == "(it ended)", string.Join('\n', said));
        }

        throw new InvalidOperationException(string.Join('\n', said));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
