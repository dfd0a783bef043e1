using System.Text;
using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Commands;

/// <summary>The share of a new version, and moving those inside, from the command line: on the store beside a host, and by the host.</summary>
public sealed class RampCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-ramp-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<LocalHost> StartAsync() => await LocalHost.StartAsync(new LocalHostOptions
    {
        Data = _folder.FullName,
        Outbox = Path.Combine(_folder.FullName, "outbox"),
        Durability = Durability.Process,
        Port = 0,
    }, Cancel);

    private static string Journey(string wait, string ramp = "") => $$"""
        { "id": "hello", "name": { "en": "Hello" }, "category": "service", "entry": { "api": true }, {{ramp}}
          "steps": [ { "id": "rest", "wait": "{{wait}}" }, { "id": "end", "end": "done" } ] }
        """;

    private static async Task PublishAsync(LocalHost host, string text)
    {
        await host.Library.SaveDraftAsync(new("hello"), Encoding.UTF8.GetBytes(text), Cancel);
        var published = await host.Library.PublishAsync(new("hello"), Cancel);
        Assert.True(published.Succeeded, string.Join('\n', published.Findings));
    }

    [Fact]
    public async Task Share_IsShownAndSet_BesideAHostAndByIt()
    {
        await using (var host = await StartAsync())
        {
            await PublishAsync(host, Journey("P1D"));
            await PublishAsync(host, Journey("P2D", "\"ramp\": { \"steps\": [5, 100], \"after\": \"P1D\", \"stopAt\": { \"optOut\": 0.02 } },"));
        }

        var shown = await CommandRun.RunAsync("ramp", "hello", "--data", _folder.FullName);
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.Contains("5 % of the customers enter version 2 of 'hello'", shown.Output, StringComparison.Ordinal);
        Assert.Contains("the others enter version 1", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Next: 100 %", shown.Output, StringComparison.Ordinal);
        await CommandRun.RunAsync("ramp", "hello", "25", "--data", _folder.FullName, "--because", "fine so far");

        await using var again = await StartAsync();
        var json = (await CommandRun.RunAsync("ramp", "hello", "--url", again.Address, "--json")).Json.GetProperty("ramp");
        Assert.Equal(("ramping", 25, "fine so far"), (json.GetProperty("status").GetString(), json.GetProperty("share").GetInt32(),
            json.GetProperty("changes")[0].GetProperty("because").GetString()));
        Assert.Contains("25 %", (await CommandRun.RunAsync("status", "--url", again.Address)).Output, StringComparison.Ordinal);
        Assert.Contains("Nobody enters version 2", (await CommandRun.RunAsync("ramp", "hello", "0", "--url", again.Address)).Output, StringComparison.Ordinal);
        Assert.Contains("All customers enter", (await CommandRun.RunAsync("ramp", "hello", "100%", "--url", again.Address)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_ShowsWhereTheyGo_RefusesWhatIsUnclear_AndOrders()
    {
        await using (var host = await StartAsync())
        {
            await PublishAsync(host, Journey("P1D"));
            await CommandRun.RunAsync("status", "--url", host.Address);
            using var client = new HttpClient();
            foreach (var (method, path, body) in ((HttpMethod, string, string)[])[
                (HttpMethod.Put, "customers/ann", "{}"), (HttpMethod.Post, "journeys/hello/enrollments", """{ "customer_id": "ann" }""")])
            {
                using var request = new HttpRequestMessage(method, $"{host.Address}/api/{path}") { Content = new StringContent(body, null, "application/json") };
                Assert.True((await client.SendAsync(request, Cancel)).IsSuccessStatusCode);
            }

            await PublishAsync(host, Journey("P2D"));
        }

        var unclear = await CommandRun.RunAsync("migrate", "hello", "--data", _folder.FullName);
        Assert.Equal(1, unclear.Code);
        Assert.Contains("it lasted P1D, and lasts P2D", unclear.Error, StringComparison.Ordinal);
        var dry = await CommandRun.RunAsync("migrate", "hello", "--data", _folder.FullName, "--waits", "follow", "--dry-run");
        Assert.Equal((0, ""), (dry.Code, dry.Error));
        Assert.Contains("From version 1 to 2: 1 enrollment, 1 can be moved now", dry.Output, StringComparison.Ordinal);

        await using var again = await StartAsync();
        var ordered = await CommandRun.RunAsync("migrate", "hello", "--url", again.Address, "--waits", "keep", "--json");
        Assert.Equal((0, "ordered"), (ordered.Code, ordered.Json.GetProperty("result").GetString()));
    }

    [Theory]
    [InlineData("share is the share in percent", "ramp", "hello", "101")]
    [InlineData("--because is 1 to 256 characters", "ramp", "hello", "5", "--because", " ")]
    [InlineData("not both", "ramp", "hello", "--url", "http://127.0.0.1:1", "--data", "x")]
    [InlineData("--map is OLD=NEW", "migrate", "hello", "--map", "a")]
    [InlineData("--waits is keep or follow", "migrate", "hello", "--waits", "long")]
    [InlineData("--to is a version", "migrate", "hello", "--to", "newest")]
    public async Task WrongOption_IsTold(string error, params string[] arguments)
    {
        var ran = await CommandRun.RunAsync(arguments);
        Assert.Equal(2, ran.Code);
        Assert.Contains(error, ran.Error, StringComparison.Ordinal);
    }
}
