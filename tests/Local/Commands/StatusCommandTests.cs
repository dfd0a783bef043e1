using Campaigns.Local.Hosting;
using Campaigns.Model;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Local.Tests.Commands;

/// <summary><c>campaigns status</c> and <c>campaigns unknown</c>, of a store and of a running host.</summary>
public sealed class StatusCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    private async Task StoreAsync(Func<EmbeddedStore, Task> fill)
    {
        Directory.CreateDirectory(_place.Path("data"));
        await using var store = EmbeddedStore.Open(_place.Path("data/campaigns.db"), TimeProvider.System, Durability.Process);
        await fill(store);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("unknown", "list")]
    [InlineData("unknown", "settle", "m1", "sent", "--because", "x")]
    public async Task NoStore_IsReportedWithAdvice(params string[] command)
    {
        var ran = await CommandRun.RunAsync([.. command, "--data", _place.Path("none")]);
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains("Name the folder of 'campaigns run' with --data", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfAStore_ShowsWhatTheStoreKnows_AndSaysThatHostsKnowMore()
    {
        await StoreAsync(async store => await store.Queues.SendAsync("sms-poison",
            [DeadLetter.Write("ann\nm1"u8.ToArray(), "why", Instant.FromUtc(2026, 6, 1, 4, 0))], Duration.Zero, Cancel));

        var shown = await CommandRun.RunAsync("status", "--data", _place.Path("data"));
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.StartsWith("ok  ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("read from the store, without what hosts know", shown.Output, StringComparison.Ordinal);
        Assert.Contains("- 1 dead letter of sms, the oldest since 2026-06-01 04:00:00Z: see 'campaigns dead-letters list'.",
            shown.Output, StringComparison.Ordinal);

        var json = (await CommandRun.RunAsync("status", "--data", _place.Path("data"), "--json")).Json;
        Assert.Equal("ok", json.GetProperty("status").GetString());
        Assert.False(json.TryGetProperty("process", out _));
    }

    [Fact]
    public async Task OfAHost_ShowsItsLoopsAndProviders()
    {
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = _place.Path("host"),
            Outbox = _place.Path("host/outbox"),
            Durability = Durability.Process,
            Port = 0,
        }, Cancel);

        foreach (var url in (string[])[host.Address, host.Address + "/api", host.Address + "/api/"])
        {
            var json = (await CommandRun.RunAsync("status", "--url", url, "--json")).Json;
            Assert.Contains(json.GetProperty("channels").EnumerateArray(), channel =>
                channel.GetProperty("process").GetProperty("in_flight").GetInt32() == 0);
        }

        var shown = await CommandRun.RunAsync("status", "--url", host.Address);
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.Contains("a host that runs since", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Loops of this host", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"Channel\W+Now\W+Sent\W+Failed\W+Unknown\W+Put back", shown.Output);
        Assert.All(shown.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", 4, "cannot be reached")]
    [InlineData("ftp://host", 2, "--url is an address such as")]
    public async Task OfAHostThatIsNotThere_SaysSo(string url, int code, string error)
    {
        var ran = await CommandRun.RunAsync("status", "--url", url);
        Assert.Equal(code, ran.Code);
        Assert.Contains(error, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfAHostThatRefuses_IsNotTheCodeOfAHostThatFails()
    {
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = _place.Path("host"),
            Outbox = _place.Path("host/outbox"),
            Durability = Durability.Process,
            Port = 0,
            ApiKey = "the-host-key",
        }, Cancel);

        var refused = await CommandRun.RunAsync("status", "--url", host.Address);
        Assert.Equal(4, refused.Code);
        Assert.Contains("answers 401; set CAMPAIGNS_API_KEY", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownList_HasTheOrderOfTheApi()
    {
        await StoreAsync(async store =>
        {
            foreach (var (id, hour) in ((string, int)[])[("m2", 4), ("m1", 6), ("m3", 5)])
                await new UnknownMessages(store.Rows).AddAsync(
                    new(new(id), new("ann"), Channel.Sms, new("hello~x~1"), new("s"), Instant.FromUtc(2026, 6, 1, hour, 0)), Cancel);
        });

        var listed = (await CommandRun.RunAsync("unknown", "list", "--json", "--data", _place.Path("data"))).Json;
        Assert.Equal(["m1", "m2", "m3"], listed.EnumerateArray().Select(item => item.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Unknown_IsListed_AndSettled()
    {
        await StoreAsync(async store => await new UnknownMessages(store.Rows).AddAsync(
            new(new("m1"), new("ann"), Channel.Sms, new("hello~x~1"), new("s"), Instant.FromUtc(2026, 6, 1, 4, 0))
            {
                Reason = "http-timeout",
            }, Cancel));
        string[] at = ["--data", _place.Path("data")];

        var listed = await CommandRun.RunAsync(["unknown", "list", .. at]);
        Assert.Contains("http timeout", listed.Output, StringComparison.Ordinal);
        Assert.Equal("m1", (await CommandRun.RunAsync(["unknown", "list", "--json", .. at])).Json[0].GetProperty("message").GetString());
        Assert.Contains("1 message of unknown outcome, the oldest since 2026-06-01 04:00:00Z",
            (await CommandRun.RunAsync(["status", .. at])).Output, StringComparison.Ordinal);

        var again = await CommandRun.RunAsync(["unknown", "settle", "m1", "not-sent", "--because", "no trace", "--again", .. at]);
        Assert.Equal(1, again.Code);
        Assert.Contains("Nothing was changed", again.Error, StringComparison.Ordinal);

        var settled = await CommandRun.RunAsync(["unknown", "settle", "m1", "sent", "--because", "in the log", .. at]);
        Assert.Equal((0, "m1 was sent."), (settled.Code, settled.Output.Trim()));
        Assert.Equal(1, (await CommandRun.RunAsync(["unknown", "settle", "m1", "sent", "--because", "in the log", .. at])).Code);
        Assert.Equal(0, (await CommandRun.RunAsync(["unknown", "list", "--json", .. at])).Json.GetArrayLength());
        Assert.Contains("was sent by sms, says the command line: in the log",
            (await CommandRun.RunAsync(["explain", "ann", .. at])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The outcome is sent or not-sent", "m1", "lost", "--because", "x")]
    [InlineData("--because", "m1", "sent")]
    [InlineData("--because is 1 to 256 characters", "m1", "sent", "--because", " ")]
    [InlineData("leave --again out", "m1", "sent", "--because", "x", "--again")]
    public async Task Settle_BadInput_IsSaid(string error, params string[] arguments)
    {
        var ran = await CommandRun.RunAsync(["unknown", "settle", .. arguments]);
        Assert.Equal(2, ran.Code);
        Assert.Contains(error, ran.Error, StringComparison.Ordinal);
    }
}
