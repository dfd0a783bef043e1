using System.Text;
using System.Text.Json;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>The links in messages lead to the host that sent them, whichever port it was given.</summary>
public sealed class HostLinkTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-link-");
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AnyFreePort_UnsubscribeLinksLeadToTheBoundOne()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var host = await HostProcess.StartAsync(_folder.FullName);
        const string journey = """
            { "id": "ping", "name": { "en": "Ping" }, "category": "renewal", "entry": { "on": "app.opened" },
              "steps": [ { "id": "hello", "send": { "channels": ["email"], "template": "renewal/early-bird" } } ] }
            """;
        await CallAsync(HttpMethod.Put, host, "journeys/ping", journey);
        await CallAsync(HttpMethod.Post, host, "journeys/ping/publish", "");
        object[] events =
        [
            Event("customer.updated", new { customer_id = "c1", email = "c1@example.com", name = "C One", given_name = "C", language = "en" }),
            Event("customer.consented", new { customer_id = "c1" }), Event("app.opened", new { customer_id = "c1" }),
        ];
        await CallAsync(HttpMethod.Post, host, "events", JsonSerializer.Serialize(events), "application/cloudevents-batch+json");

        var message = await File.ReadAllTextAsync(await OutboxAsync(cancel), cancel);
        var unsubscribe = new Uri(message[(message.IndexOf("<http://", StringComparison.Ordinal) + 1)..].Split('>')[0]);
        Assert.Equal(("localhost", host.Address.Port), (unsubscribe.Host, unsubscribe.Port));
        Assert.StartsWith("/api/unsubscribe/", unsubscribe.AbsolutePath, StringComparison.Ordinal);
    }

    private static object Event(string type, object data) => new { specversion = "1.0", source = "test", id = type, type, subject = "c1", data };

    private async Task CallAsync(HttpMethod method, HostProcess host, string route, string body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Address, route)) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> OutboxAsync(CancellationToken cancel)
    {
        var mails = Path.Combine(_folder.FullName, "outbox", "email"); // what is not whole yet lies elsewhere
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (Directory.Exists(mails) && Directory.EnumerateFiles(mails, "*.eml", SearchOption.AllDirectories).FirstOrDefault() is { } file)
                return file;
            await timer.WaitForNextTickAsync(cancel);
        }
    }
}
