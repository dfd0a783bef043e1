using System.Text;
using System.Text.Json;
using Campaigns.Local.Hosting;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Commands;

/// <summary><c>campaigns explain</c> and <c>status</c> of a host whose provider is not there: nothing listens at its address.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    /// <summary>A journey for each policy of a customer, which ends with its message.</summary>
    private async Task<LocalHost> StartAsync(string provider)
    {
        var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = _place.Path("data"),
            Senders = new ProviderOptions
            {
                Providers = new Dictionary<string, ProviderSettings>
                {
                    ["gateway"] = new()
                    {
                        Kind = ProviderKind.Webhook,
                        Webhook = new() { Url = "http://127.0.0.1:1/", Secret = "change-me-change-me" },
                        Resilience = new() { Retries = 0 },
                    },
                    ["letters"] = new() { Kind = ProviderKind.Outbox, Outbox = new() { Root = _place.Path("outbox") } },
                },
                Channels = new Dictionary<string, string> { ["sms"] = provider },
            },
            Durability = Durability.Process,
            Port = 0,
        }, Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
        await SendAsync(client, HttpMethod.Put, "journeys/ping", """
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "on": "policy.issued", "key": ["policy.id"] },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } } ] }
            """);
        await SendAsync(client, HttpMethod.Post, "journeys/ping/publish", "");
        await SendAsync(client, HttpMethod.Put, "customers/c1",
            """{ "attributes": { "phone": "+886912345678", "language": "en" } }""");
        foreach (var policy in (string[])["P-1", "P-2"])
        {
            await SendAsync(client, HttpMethod.Post, "events", JsonSerializer.Serialize(new
            {
                specversion = "1.0",
                id = policy,
                source = "test",
                type = "policy.issued",
                subject = "c1",
                data = new { customer_id = "c1", policy_id = policy },
            }));
        }

        return host;
    }

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<List<JsonElement>> ToldAsync(string kind, int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var ran = await CommandRun.RunAsync("explain", "c1", "--data", _place.Path("data"), "--json");
            var told = ran.Code != 0 ? [] : ran.Json.EnumerateArray().Where(line => line.GetProperty("kind").GetString() == kind).ToList();
            if (told.Count >= count)
                return told;
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    [Fact]
    public async Task Upcoming_WhileTheProviderIsAway_SaysSinceWhen_AndNamesJourneyAndPolicy()
    {
        await using var host = await StartAsync("gateway");
        await ToldAsync("unavailable", 2);

        var shown = (await CommandRun.RunAsync("explain", "c1", "--data", _place.Path("data"))).Output;

        var upcoming = shown[shown.IndexOf("Upcoming", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .Select(line => line.Trim()).Where(line => line.Length > 0).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, upcoming.Count);
        Assert.Matches(@"^now +ping P-1  hello by sms is reserved and waits for its provider since \w{3} \d\d", upcoming[0]);
        Assert.Matches(@"^now +ping P-2  hello by sms is reserved and waits for its provider since \w{3} \d\d", upcoming[1]);
        Assert.DoesNotContain("will be", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c1")]
    [InlineData("+886 912 345 678")]
    [InlineData("Lin@Example.com")]
    [InlineData("P-1")]
    [InlineData("POL/2026/1")]
    public async Task Who_IsFoundByWhatTheyHave_AndSeveralAreListed(string who)
    {
        await using (var host = await StartAsync("letters"))
        {
            using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
            await SendAsync(client, HttpMethod.Put, "customers/c1", """{ "attributes": { "email": "lin@example.com" } }""");
            await SendAsync(client, HttpMethod.Put, "policies/P-1", """{ "customer_id": "c1", "attributes": { "number": "POL/2026/1" } }""");
            await SendAsync(client, HttpMethod.Put, "policies/P-2", """{ "customer_id": "c2", "attributes": {} }""");
        }

        Task<CommandRun> ExplainAsync(string text) => CommandRun.RunAsync("explain", text, "--data", _place.Path("data"));
        var one = await ExplainAsync(who);
        Assert.True(one.Code == 0, one.Error);
        Assert.StartsWith("c1", one.Output, StringComparison.Ordinal);
        var several = await ExplainAsync("P-2");
        Assert.Contains("c1, c2", several.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, several.Code);
        Assert.Contains("has no customer '0912'", (await ExplainAsync("0912")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeline_NamesTheProviderAsTheOperatorDoes()
    {
        await using var host = await StartAsync("letters");
        Assert.Equal("letters", (await ToldAsync("sent", 1))[0].GetProperty("detail").GetProperty("provider").GetString());
    }
}
