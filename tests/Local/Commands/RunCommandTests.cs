using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private const int Interrupt = 2;

    /// <summary>
    /// A shell without job control has its background commands ignore SIGINT, and programs inherit that: then Ctrl-C ends none of them.
    /// </summary>
    private static readonly bool IgnoresInterrupt = OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & (1UL << (Interrupt - 1))) != 0;

    private readonly TestWorkspace _place = new();
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            CommandRun.End(process);
            process.Dispose();
        }

        _place.Dispose();
    }

    [Fact]
    public async Task AHost_SharesItsStoreKeepsItsPortAndEndsOnCtrlC()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends a signal");
        Assert.SkipWhen(IgnoresInterrupt, "The shell that started the tests ignores SIGINT, so every program started from it does.");
        var host = Start("run", "--data", _place.Path("data"), "--port", "0", "--json");
        var greeting = await StatusLineAsync(host);
        var port = new Uri(greeting.GetProperty("address").GetString()!).Port;

        var second = await CommandRun.RunAsync("run", "--data", _place.Path("other"), "--port", $"{port}");
        Assert.Equal((3, ""), (second.Code, second.Output));
        Assert.StartsWith($"Port {port} of this machine is in use", Assert.Single(second.Error.TrimEnd().Split('\n')),
            StringComparison.Ordinal);

        var import = await CommandRun.RunAsync(
            "import", _place.Write("p.csv", TestWorkspace.Portfolio), "--map", _place.Write("map.json", TestWorkspace.Map), "--data",
            _place.Path("data"));
        Assert.StartsWith("2 rows imported", import.Output, StringComparison.Ordinal);

        Assert.Equal(0, Signal(host.Id, Interrupt));
        var ended = await CommandRun.EndAsync(host);
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.False(File.Exists(_place.Path("data/campaigns.db-wal")));
    }

    [Fact]
    public async Task ADemo_StopsOnCtrlCAndLeavesACleanStore()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends a signal");
        Assert.SkipWhen(IgnoresInterrupt, "The shell that started the tests ignores SIGINT, so every program started from it does.");
        var demo = Start("demo", "--customers", "5000", "--out", _place.Path("demo"));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(_place.Path("demo/campaigns.db-wal")) && !demo.HasExited)
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Signal(demo.Id, Interrupt));
        var ended = await CommandRun.EndAsync(demo);
        Assert.Equal((130, "", $"Stopped.{Environment.NewLine}"), (ended.Code, ended.Output, ended.Error));
        Assert.False(File.Exists(_place.Path("demo/campaigns.db-wal")));
    }

    [Theory]
    [InlineData("""{ "sms": 3 }""", "there is no setting \"sms\" there")]
    [InlineData("""{ "channels": { "sms": 3 } }""", "the value of channels.sms is not of the kind expected")]
    [InlineData("{", "this is not valid JSON")]
    public async Task SendersFile_WithAnError_IsReportedWithItsLine(string text, string recorded)
    {
        var ran = await CommandRun.RunAsync("run", "--data", _place.Path("data"), "--port", "0", "--senders", _place.Write("s.json", text));
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(" line 1: " + recorded, ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hello!", 1, "--storage: This is no connection string")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:1/a", 3,
        "The storage account http://127.0.0.1:1/a is unavailable: it could not be reached")]
    public async Task Storage_Unreachable_IsReportedWithoutItsKey(string storage, int code, string recorded)
    {
        var ran = await CommandRun.RunAsync("run", "--data", _place.Path("data"), "--port", "0", "--storage", storage);
        Assert.Equal((code, ""), (ran.Code, ran.Output));
        Assert.StartsWith(recorded, Assert.Single(ran.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WithAnError_IsReportedWithTheOthers()
    {
        var senders = _place.Write("s.json",
            """{ "channels": { "sms": "nobody" }, "publish": { "kind": "eventGrid", "endpoint": "topic" } }""");
        var ran = await CommandRun.RunAsync("run", "--data", _place.Path("data"), "--port", "0", "--senders", senders);
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains("channels:sms: names the provider 'nobody'", ran.Error, StringComparison.Ordinal);
        Assert.Contains("publish:endpoint: is 'topic'; expected an https address", ran.Error, StringComparison.Ordinal);
    }

    private Process Start(params string[] arguments)
    {
        var process = CommandRun.Start(arguments);
        _started.Add(process);
        return process;
    }

    private static async Task<JsonElement> StatusLineAsync(Process host)
    {
        var text = new StringBuilder();
        while (await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            text.AppendLine(line);
            if (line == "}")
                return JsonSerializer.Deserialize<JsonElement>(text.ToString());
        }

        throw new InvalidOperationException(
            $"the host ended: {await host.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
