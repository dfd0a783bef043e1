using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Commands;

/// <summary>The switch from the command line: on the store beside a host, and by the host.</summary>
public sealed class HoldCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-hold-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<LocalHost> StartAsync() => LocalHost.StartAsync(new LocalHostOptions
    {
        Data = _folder.FullName,
        Outbox = Path.Combine(_folder.FullName, "outbox"),
        Durability = Durability.Process,
        Port = 0,
    }, Cancel);

    [Fact]
    public async Task HeldBesideAHost_SurvivesItsRestart_AndTheHostReleasesIt()
    {
        await (await StartAsync()).DisposeAsync();
        var held = await CommandRun.RunAsync("hold", "--data", _folder.FullName, "--because", "wrong premium");
        Assert.Equal((0, ""), (held.Code, held.Error));
        Assert.Contains("wrong premium", held.Output, StringComparison.Ordinal);

        await using var host = await StartAsync();
        Assert.True(host.Library.Hold.IsOn);
        Assert.Contains("All messages are held", (await CommandRun.RunAsync("status", "--url", host.Address)).Output, StringComparison.Ordinal);

        var released = await CommandRun.RunAsync("release", "--url", host.Address);
        Assert.Equal((0, ""), (released.Code, released.Error));
        Assert.Contains("Nothing is held", released.Output, StringComparison.Ordinal);
        Assert.False(host.Library.Hold.IsOn);
    }

    [Fact]
    public async Task ByAHost_OfOneChannel_SaysWhatIsHeld()
    {
        await using var host = await StartAsync();
        var json = (await CommandRun.RunAsync("hold", "--channel", "sms", "--url", host.Address, "--json")).Json;
        Assert.Equal("sms", Assert.Single(json.GetProperty("held").EnumerateArray()).GetProperty("channel").GetString());

        await CommandRun.RunAsync("hold", "--url", host.Address);
        var released = await CommandRun.RunAsync("release", "--channel", "sms", "--url", host.Address, "--json");
        Assert.Equal((0, ""), (released.Code, released.Error));
        Assert.DoesNotContain("sms", released.Json.GetProperty("held").EnumerateArray().Select(held => held.GetProperty("channel").GetString()));
        Assert.Equal(5, released.Json.GetProperty("held").GetArrayLength());
    }

    [Theory]
    [InlineData("--channel is one of", "hold", "--channel", "fax")]
    [InlineData("--because is 1 to 256 characters", "hold", "--because", " ")]
    [InlineData("not both", "release", "--url", "http://127.0.0.1:1", "--data", "x")]
    public async Task WrongOption_IsTold(string error, params string[] arguments)
    {
        var ran = await CommandRun.RunAsync(arguments);
        Assert.Equal(2, ran.Code);
        Assert.Contains(error, ran.Error, StringComparison.Ordinal);
    }
}
