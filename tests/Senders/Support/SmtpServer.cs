using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Campaigns.Senders.Tests.Support;

/// <summary>A small SMTP server on loopback whose replies a test scripts, command by command.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>Scripted in place of a reply: close the connection.</summary>
    public const string Drop = "drop";

    /// <summary>Scripted in place of a reply: say nothing more.</summary>
    public const string Silence = "silence";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _script = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();
    private readonly Task _accepting;
    private int _connections;

    public SmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    public ConcurrentQueue<byte[]> Received { get; } = new();

    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The next reply to this stage: <c>GREETING</c>, a verb, or <c>END</c> for the end of the message.</summary>
    public SmtpServer Reply(string stage, string reply)
    {
        _script.GetOrAdd(stage, _ => new()).Enqueue(reply);
        return this;
    }

    /// <summary>Completes when the server has come to the stage.</summary>
    public Task Reached(string stage) => _reached.GetOrAdd(stage, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _accepting; // before the listener stops: it may be about to accept another
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                sessions.Add(ServeAsync(client));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                var goOn = await SayAsync(stream, "GREETING", "220 test ESMTP");
                while (goOn && await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    Commands.Enqueue(line);
                    var verb = line.Split(' ')[0].ToUpperInvariant();
                    goOn = verb switch
                    {
                        "EHLO" => await SayAsync(stream, verb, "250-test\r\n250 ENHANCEDSTATUSCODES"),
                        "DATA" => await TakeMessageAsync(stream, reader),
                        "QUIT" => await SayAsync(stream, verb, "221 bye") && false,
                        _ => await SayAsync(stream, verb, "250 2.0.0 Ok"),
                    };
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
            }
        }
    }

    private async Task<bool> TakeMessageAsync(NetworkStream stream, StreamReader reader)
    {
        var refused = _script.TryGetValue("DATA", out var scripted) && scripted.TryPeek(out var next) && char.IsAsciiDigit(next[0]);
        if (!await SayAsync(stream, "DATA", "354 go ahead"))
            return false;
        if (refused)
            return true;
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        Received.Enqueue(Encoding.Latin1.GetBytes(message.ToString()));
        return await SayAsync(stream, "END", $"250 2.0.0 Ok: queued as QUEUE{Received.Count:D4}");
    }

    private async Task<bool> SayAsync(NetworkStream stream, string stage, string otherwise)
    {
        var reply = _script.TryGetValue(stage, out var scripted) && scripted.TryDequeue(out var next) ? next : otherwise;
        if (reply == Drop)
            return false;
        _reached.GetOrAdd(stage, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (reply == Silence)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), _stop.Token);
        return true;
    }
}
