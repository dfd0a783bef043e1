using System.Text.Json;
using Campaigns.Local.Tests.Commands;
using Campaigns.Local.Tests.Hosting;

namespace Campaigns.Samples.Tests;

/// <summary>What the samples promise their readers, done with a real host.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly string[] FirstJourney =
    [
        "--journeys", Sample.Of("first-journey", "journeys"), "--templates", Sample.Of("first-journey", "templates"),
    ];

    private readonly string _data = Directory.CreateTempSubdirectory("samples-").FullName;
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken);

    public SampleTests() => _patience.CancelAfter(TimeSpan.FromMinutes(3));

    public void Dispose()
    {
        _patience.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task FirstJourney_Validated_HasNoFindings()
    {
        var run = await CommandRun.ProcessAsync(
            "validate", Sample.Of("first-journey", "journeys"), "--templates", Sample.Of("first-journey", "templates"), "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(0, run.Json.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public async Task FirstJourney_Tried_SendsTheGreetingOnce()
    {
        using var host = await HostProcess.StartAsync(_data, FirstJourney);
        var output = await Sample.RunAsync(host.Address, "first-journey/try.sh", _patience.Token);
        Assert.Contains("\"sent\"", output, StringComparison.Ordinal);
        var text = Assert.Single(Directory.GetFiles(Path.Combine(_data, "outbox", "sms"), "*.sms.txt", SearchOption.AllDirectories));
        Assert.Contains("Hello Mei, thanks for opening the app.", await File.ReadAllTextAsync(text, _patience.Token),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendEvents_SentTwice_AreTakenOnce()
    {
        using var host = await HostProcess.StartAsync(_data);
        Assert.Equal(["accepted", "accepted", "accepted"], Results(await Sample.RunAsync(host.Address, "send-events/send.sh",
            _patience.Token)));
        Assert.Equal(["duplicate", "duplicate", "duplicate"], Results(await Sample.RunAsync(host.Address, "send-events/send.sh",
            _patience.Token)));
        using var http = new HttpClient();
        var customer = await http.GetStringAsync(new Uri(host.Address, "customers/c-7"), _patience.Token);
        Assert.Contains("p-7", customer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CustomProvider_JourneySends_ReceivesTheMessage()
    {
        using var receiver = await Receiver.StartAsync(_patience.Token);
        var senders = Path.Combine(_data, "senders.json");
        var text = await File.ReadAllTextAsync(Sample.Of("custom-provider", "senders.json"), _patience.Token);
        var moved = text.Replace("http://127.0.0.1:7190/", receiver.Address.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(text, moved);
        await File.WriteAllTextAsync(senders, moved, _patience.Token);
        using var host = await HostProcess.StartAsync(_data, ["--senders", senders, .. FirstJourney]);
        var output = await Sample.RunAsync(host.Address, "first-journey/try.sh", _patience.Token);
        Assert.Contains("\"sent\"", output, StringComparison.Ordinal);
        Assert.Contains("Hello Mei", await receiver.LineAsync("to +886955500101", _patience.Token), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Results(string answer) =>
        JsonSerializer.Deserialize<JsonElement>(answer).EnumerateArray()
            .Select(result => result.GetProperty("result").GetString());
}
